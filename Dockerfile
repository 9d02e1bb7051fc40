# syntax=docker/dockerfile:1

# One binary in a small image: built with Rust, run without it.
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# The caches keep the dependencies compiled from one build to the next; the binary is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --package relais \
    && cp target/release/relais /usr/local/bin/relais

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin relais \
    && install --directory --owner relais --group relais --mode 0750 /data
COPY --from=build /usr/local/bin/relais /usr/local/bin/relais
USER relais
WORKDIR /data
VOLUME /data
# Beyond loopback, relais starts only when at least one access token is configured (RELAIS_TOKENS or the file
# that RELAIS_CONFIG names).
ENV RELAIS_LISTEN=0.0.0.0:8080 \
    RELAIS_DATABASE=sqlite:/data/relais.db
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--show-error", "--output", "/dev/null", "http://127.0.0.1:8080/health/ready"]
ENTRYPOINT ["relais"]
CMD ["serve"]
