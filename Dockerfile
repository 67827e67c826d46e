# The local system of `npm start` in a container. See "Run the local system in a container" in docs/tasks.md.
FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends openjdk-17-jre-headless \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /service-users
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
ENV DATA_DIR=/data
VOLUME /data
CMD ["npm", "start"]
