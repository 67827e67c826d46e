// Refuses a Node.js that cannot run this project, in one line, before it fails with ERR_UNKNOWN_FILE_EXTENSION.
// CommonJS in the syntax of 2009, so that any Node.js can run it. On Linux, `npm ci` installs the right Node.js in
// node_modules/.bin (the packages node-linux-*), where npm scripts find it first.
var required = /\d+/.exec(require('../package.json').engines.node)[0];

if (parseInt(process.versions.node, 10) < parseInt(required, 10)) {
  console.error(
    'Service Users needs Node.js ' +
      required +
      ' or newer, and this is ' +
      process.version +
      ': install Node.js ' +
      required +
      ' (https://nodejs.org), or run "npm ci" with its optional dependencies on Linux.',
  );
  process.exit(1);
}
