# The local system of `npm start` in a container. See "Run the local system in a container" in docs/tasks.md.
FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends openjdk-17-jre-headless \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /service-users
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
# The user of the container cannot write to this folder.
RUN ["node", "--eval", "import('./infra/console/build.ts').then(({ buildConsole }) => buildConsole())"]
RUN mkdir /data && chown node:node /data
# npm and the CDK write to the home folder, which any user must be able to do.
ENV DATA_DIR=/data HOME=/tmp
VOLUME /data
USER node
HEALTHCHECK --start-period=60s CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/api/openapi.json`).then(({ ok }) => process.exit(ok ? 0 : 1))"]
CMD ["npm", "start"]
