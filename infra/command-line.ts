// Parses the arguments of the commands: `npm start`, `npm run seed`, `npm run restore` and others.
import { type ParseArgsConfig, parseArgs } from 'node:util';

/**
 * Returns the parsed arguments. With `--help`, it prints the usage and ends the process. An invalid argument ends the process
 * with one line.
 *
 * @param usage - The first line begins with the command: `npm run seed -- [--users <number>]`.
 */
export function parseCommandLine<const Config extends ParseArgsConfig>(usage: string, config: Config) {
  const args = process.argv.slice(2);
  if (args.some((argument) => argument === '--help' || argument === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ ...config, args });
  } catch (error) {
    // The message goes on with advice about the syntax of any command.
    const [problem] = (error as Error).message.split(/\. |\n/);
    const [command] = usage.split(/ --(?: |$)/m);
    console.error(`${problem}: run "${command} -- --help" for the arguments`);
    process.exit(1);
  }
}
