//! Where a cluster lives.

use super::account::Account;
use super::files::at;
use super::{Error, Options};
use std::path::PathBuf;

/// Where a cluster lives and who runs it.
pub(super) struct Home {
    pub(super) options: Options,
    pub(super) data: PathBuf,
    pub(super) pg: PathBuf,
    pub(super) account: Account,
}

impl Home {
    pub(super) fn open(options: Options) -> Result<Home, Error> {
        let data = std::path::absolute(&options.data).map_err(at(&options.data))?;
        let pg = data.join("pg");
        let account = Account::for_cluster(&pg)?;
        account.make_directory(&data)?;
        Ok(Home { options, data, pg, account })
    }

    /// What the server says.
    pub(super) fn log(&self) -> PathBuf {
        self.pg.join("server.log")
    }
}
