# The chat page and the doors to other programs, run by a user without rights, with the index in a volume.
# Not built so far; docs/operate/container.md says what was checked instead.
#
#   docker build -t byline .
#   docker run --rm -v byline-index:/index -v "$PWD/seeds:/articles:ro" byline byline add /articles
#   docker run -p 127.0.0.1:7860:7860 -v byline-index:/index -e BYLINE_TOKEN=... byline
#   docker run -p 127.0.0.1:7860:7860 -e BYLINE_INDEX=postgresql://user@host/byline -e PGPASSWORD=... -e BYLINE_TOKEN=... byline

FROM python:3.12-slim
WORKDIR /app
COPY pyproject.toml requirements.txt README.md LICENSE ./
COPY src src

# The CPU build of torch comes first: that of PyPI brings several GB of CUDA libraries.
RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu "$(grep '^torch==' requirements.txt)" \
    && pip install --no-cache-dir -r requirements.txt "mcp>=2.0,<3" "psycopg[binary]>=3.2" "pgvector>=0.4"

RUN useradd --create-home --uid 10001 byline && mkdir /index /opt/byline && chown byline /index /opt/byline
USER 10001

# The large reader's weights are joined and made here, once for all who run the image, by the user who reads them.
ENV BYLINE_CACHE=/opt/byline
RUN python -c "from importlib.resources import files; from byline.readers.builtin.model import prepared; \
    prepared(files('byline.readers.builtin') / 'large.safetensors')"

VOLUME /index
ENV BYLINE_INDEX=/index GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=7860 PYTHONUNBUFFERED=1
EXPOSE 7860
HEALTHCHECK --start-period=60s CMD \
    ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/api/health', timeout=10)"]
CMD ["byline", "chat", "--mcp"]
