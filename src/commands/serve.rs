//! `serve` and `dev`: the program as a server, with the work that it does in the background.

use super::instance::{Instance, Keys};
use super::{Outcome, demo, map, plans};
use crate::access::sessions;
use crate::app::{Parts, build};
use crate::platform::auth::factor::Asked;
use crate::platform::auth::{Scope, Versions, password::Passwords, token::Signer};
use crate::platform::config::Config;
use crate::platform::db::Db;
use crate::platform::http::{Limits, Patience, Today};
use crate::platform::oidc::Providers;
use crate::statistics::fresh::{self, Fresh};
use crate::statistics::{history, sums};
use actix_web::HttpServer;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use chrono::NaiveDate;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::any::Any;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// `serve`: migrates, then serves until it is told to stop.
pub fn serve(config: &Config) -> Outcome {
    let keys = Keys::configured(config)?;
    let instance = Instance::start(config)?;
    actix_web::rt::System::new().block_on(run(config, &instance, keys, Today::by_the_clock(), false))
}

/// `dev`: the same with the real map, demonstration data and keys of its own.
pub fn dev(config: &Config, today: Option<NaiveDate>) -> Outcome {
    let keys = Keys::kept(config)?;
    let instance = Instance::start(config)?;
    let today = today.map_or_else(Today::by_the_clock, Today::fixed);
    actix_web::rt::System::new().block_on(run(config, &instance, keys, today, true))
}

async fn run(config: &Config, instance: &Instance, keys: Keys, today: Today, demonstrate: bool) -> Outcome {
    let db = instance.db(config, &keys.vault, today)?;
    place_clubs(&db, today).await?;
    if demonstrate {
        map::import(&db, today).await?;
        plans::import(&db, today).await?;
        demo::load(&db, today).await?;
    }
    let (versions, limits) = (
        Versions::default(),
        Limits::new(config.rate_per_user, config.rate_per_address, config.trusted_proxies),
    );
    tokio::spawn(versions.clone().listen(instance.url.clone()));
    actix_web::rt::spawn(folding(db.clone(), today));
    actix_web::rt::spawn(counting(db.clone(), today));
    actix_web::rt::spawn(housekeeping(db.clone(), limits.clone(), today));
    if let Some(address) = config.metrics {
        serve_metrics(address)?;
    }

    // demonstration accounts have no second factor, and are there to be tried
    let unless_told = if demonstrate { Asked::Enrolled } else { Asked::Required };
    let asked = config.second_factor.unwrap_or(unless_told);
    let shared = Parts {
        db,
        signer: Signer::new(keys.signing, &config.former_signing_keys),
        versions,
        passwords: Passwords::new(),
        second_factor: asked,
        providers: Providers::new(config.providers.clone())?,
        limits,
        files: Instance::files(config)?,
        patience: Patience::default(),
        today,
        origins: config.origins.clone(),
    };
    let pools = (0..config.workers.get())
        .map(|_| instance.db(config, &keys.vault, today))
        .collect::<Outcome<Vec<Db>>>()?;
    let pools = Arc::new(Mutex::new(pools));
    let server = HttpServer::new(move || {
        // pools of its own for each worker: a connection's driver lives where it was opened
        let own = pools.lock().ok().and_then(|mut pools| pools.pop());
        build(Parts { db: own.unwrap_or_else(|| shared.db.clone()), ..shared.clone() })
    });
    let server = server
        .workers(config.workers.get())
        .max_connections(connections(config)?.div_ceil(config.workers.get()))
        .on_connect(patient)
        .tcp_nodelay(true)
        .shutdown_timeout(20)
        .bind(config.listen)
        .map_err(|e| {
            format!("cannot listen on {}: {e}; set LISTEN_ADDR to another address", config.listen)
        })?;
    for address in server.addrs() {
        log::info!("listening on http://{address}, documentation at http://{address}/docs/");
        if demonstrate {
            demo::announce(address, asked);
        }
    }
    tokio::select! {
        end = server.run() => Ok(end?),
        why = instance.gave_up() => Err(why.into()),
    }
}

/// How many connections of clients are taken at once: as many as are wished for, as far as the system lets this
/// program open files. The database's and the program's own need some too.
fn connections(config: &Config) -> Outcome<usize> {
    let own = 64 + 2 * config.pool.get() * (config.workers.get() + 1);
    let wanted = config.max_connections.get();
    let files = rlimit::increase_nofile_limit(u64::try_from(wanted + own)?)?;
    let possible = usize::try_from(files)?.saturating_sub(own);
    if possible == 0 {
        return Err(
            format!("the system lets this program open {files} files; raise the limit (ulimit -n)").into()
        );
    }
    if possible < wanted {
        log::info!(
            "{possible} connections at once instead of {wanted}: for more, raise the limit of open files (ulimit -n)"
        );
    }
    Ok(wanted.min(possible))
}

/// A client that takes nothing of its reply for half a minute is gone.
fn patient(connection: &dyn Any, _: &mut Extensions) {
    if let Some(stream) = connection.downcast_ref::<TcpStream>() {
        let socket = socket2::SockRef::from(stream);
        #[cfg(target_os = "linux")]
        if let Err(e) = socket.set_tcp_user_timeout(Some(Duration::from_secs(30))) {
            log::warn!("a connection has no timeout: {e}");
        }
        #[cfg(not(target_os = "linux"))]
        let _ = socket;
    }
}

/// Clubs lie where they lie today, whatever day it was when the program last ran.
async fn place_clubs(db: &Db, today: Today) -> Outcome {
    let moved = fresh::place_clubs(db, &Scope::operator(today.get())).await?;
    if moved > 0 {
        log::info!("{moved} clubs lie in another unit than when this last ran");
    }
    Ok(())
}

/// Folds changes of sums every second, so that whoever asks for the nation's adds up few of them.
async fn folding(db: Db, today: Today) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let scope = Scope::operator(today.get());
        if let Err(e) = db.transaction(&scope, async |w| sums::fold(w).await).await {
            log::error!("changes of sums could not be folded: {e}");
        }
    }
}

/// Counts historical figures that somebody wants or soon will, some clubs at a time.
async fn counting(db: Db, today: Today) {
    loop {
        let scope = Scope::operator(today.get());
        let late = db.transaction(&scope, async |w| history::take_in(w).await).await;
        let counted = db.transaction(&scope, async |w| history::keep_some(w).await).await;
        let done = late.and_then(|late| counted.map(|counted| late + counted));
        let wait = match done {
            Ok(0) => Duration::from_secs(20),
            Ok(_) => Duration::from_millis(200),
            Err(e) => {
                log::error!("figures of days gone by could not be counted: {e}");
                Duration::from_mins(1)
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// What has to happen by itself: nothing that a reader's numbers depend on.
async fn housekeeping(db: Db, limits: Limits, today: Today) {
    let mut day = today.get();
    for minute in 0_u64.. {
        tokio::time::sleep(Duration::from_mins(1)).await;
        limits.tidy();
        if minute.is_multiple_of(60) {
            let scope = Scope::operator(today.get());
            if let Err(e) = db.transaction(&scope, async |w| sessions::store::tidy(w).await).await {
                log::error!("what nobody needs any more could not be removed: {e}");
            }
        }
        if day != today.get() {
            day = today.get();
            if let Err(e) = place_clubs(&db, today).await {
                log::error!("clubs could not be placed for the new day: {e}");
                day = day.pred_opt().unwrap_or(day); // again in a minute
            }
            let scope = Scope::operator(day);
            if let Err(e) = Fresh::read(&db, &scope).await {
                log::error!("the figures of the new day could not be counted: {e}");
            }
        }
    }
}

/// Prometheus metrics on an address of their own.
fn serve_metrics(address: SocketAddr) -> Outcome {
    let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("http_request_duration_seconds".to_owned()), &buckets)?
        .install_recorder()?;
    let server = HttpServer::new(move || {
        let recorder = actix_web::web::Data::new(recorder.clone());
        actix_web::App::new().app_data(recorder).service(show_metrics)
    });
    let server = server.workers(1).bind(address).map_err(|e| format!("cannot listen on {address}: {e}"))?;
    tokio::spawn(server.disable_signals().run());
    Ok(())
}

#[actix_web::get("/metrics")]
async fn show_metrics(recorder: actix_web::web::Data<PrometheusHandle>) -> String {
    recorder.run_upkeep();
    recorder.render()
}
