# The manifests and empty sources: the same bytes, and so the same layers below, until a manifest changes.
FROM debian:bookworm-slim AS manifests
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY src src
RUN find src -type f ! -name Cargo.toml -delete && find src -type d -empty -delete \
    && for wing in src/*/; do touch "${wing}mod.rs"; done && echo 'fn main() {}' > src/main.rs && touch src/lib.rs

FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
# First the dependencies alone, under an empty program.
COPY --from=manifests /build ./
COPY build.rs ./
RUN cargo build --profile dist --locked
COPY migrations migrations
COPY data data
COPY src src
# Cargo goes by the time of a file, and the copied ones may be older than the empty ones.
RUN find src -name "*.rs" -exec touch {} + && cargo build --profile dist --locked

FROM debian:bookworm-slim
# Certificates are for files in a bucket; the folder is for files without one.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin lien-the-he \
    && install -d -o lien-the-he /var/lib/lien-the-he
COPY --from=build /build/target/dist/lien-the-he /usr/local/bin/
USER 10001
ENV LISTEN_ADDR=0.0.0.0:8080 LIEN_THE_HE_DATA=/var/lib/lien-the-he
VOLUME /var/lib/lien-the-he
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
    CMD ["lien-the-he", "healthcheck"]
ENTRYPOINT ["lien-the-he"]
CMD ["serve"]
