# batchgen in a container, as a user without rights. Sheets are mounted at /work:
#   docker build --tag batchgen .
#   docker run --rm --interactive --tty --volume "$PWD:/work" --env TAVUS_API_KEY batchgen run prospects.csv
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY batchgen ./batchgen
COPY templates ./templates
COPY sample_data ./sample_data
ARG EXTRAS=app,cluster,listen,sandbox,share
RUN python -m venv /opt/batchgen && /opt/batchgen/bin/pip install --no-cache-dir ".[${EXTRAS}]"

FROM python:3.13-slim
# Drawing needs one font; a browser, for pictures of websites, is left out.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 1000 --create-home batchgen
COPY --from=build /opt/batchgen /opt/batchgen
ENV PATH=/opt/batchgen/bin:$PATH PYTHONUNBUFFERED=1
USER batchgen
WORKDIR /work
ENTRYPOINT ["batchgen"]
CMD ["--help"]
