# The service in a container: docker build --tag tcdc . ; docker run -p 8000:8000 -v tcdc-data:/data -e TCDC_SECRET_KEY=… tcdc
# The packages are installed by the same step as on any machine (make install), by hash.

FROM python:3.12-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY Makefile requirements.lock ./
COPY tools/install.sh tools/
# Everything the service imports comes as a wheel: nothing is compiled. uv itself is not needed to run.
RUN make install && rm -f .venv/bin/uv .venv/bin/uvx

FROM python:3.12-slim
LABEL org.opencontainers.image.title="tcdc" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin tcdc && install --directory --owner=tcdc /data
WORKDIR /app
COPY --from=build /app/.venv .venv
COPY LICENSE pyproject.toml ./
COPY matching matching
COPY schemas schemas
COPY migrations migrations
COPY app app
RUN .venv/bin/python -m compileall -q app matching schemas migrations
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 TCDC_ENV=production TCDC_HOST=0.0.0.0 TCDC_PORT=8000 TCDC_DATA_DIR=/data
USER tcdc
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['TCDC_PORT']}/health/live\", timeout=4)"]
CMD ["python", "-m", "app", "serve"]
