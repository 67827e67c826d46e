// The commands of the CLI.
import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { applyCommand, driftCommand, importCommand, planCommand, schemaCommand } from './commands/as-code.ts';
import { auditCommand } from './commands/audit.ts';
import { completeWordsCommand, completionCommand } from './commands/completion.ts';
import { withExamples } from './commands/context.ts';
import { datastoresCommand } from './commands/datastores.ts';
import { federationCommand } from './commands/federation.ts';
import { policyCommand } from './commands/policy.ts';
import { reviewCommand } from './commands/review.ts';
import { loginCommand, logoutCommand, whoamiCommand } from './commands/session.ts';
import { teamsCommand } from './commands/teams.ts';
import { tokensCommand } from './commands/tokens.ts';
import { usersCommand } from './commands/users.ts';
import { WORKLOADS } from './connection/workload-token.ts';

export function createProgram(): Command {
  const program = new Command('service-users')
    .description('Manages Service Users: accounts for automation, their tokens, and who may become them.')
    .version(manifest.version)
    .option('--url <url>', 'the bearer API; by default SERVICE_USERS_URL, or that of the last login')
    .option('--signed-url <url>', 'the signed API, for --sign; by default SERVICE_USERS_SIGNED_URL')
    .option('--sign', 'signs requests with AWS credentials, found as the AWS CLI finds them')
    .option('--workload <source>', `exchanges the OIDC token of this workload: ${WORKLOADS}`)
    .option('--client-id <user_id>', 'the Service User, for --workload; by default SERVICE_USERS_CLIENT_ID')
    .option('--audience <audience>', 'the audience, for --workload github; by default SERVICE_USERS_AUDIENCE')
    .option('--json', 'prints JSON')
    .option('--csv', 'prints CSV')
    .option('--verbose', 'prints each request, and problem documents in full')
    .showHelpAfterError('Run the command with --help for its arguments.')
    .configureHelp({ showGlobalOptions: true });
  withExamples(
    program,
    'login --url https://example.execute-api.eu-west-1.amazonaws.com',
    'users create "Airflow Service User" --teams Data --token production --out airflow.token',
    'tokens list --unused-since 90d --csv > unused.csv',
    '--workload github --client-id etl@service --audience https://service-users.example.com whoami',
  );
  program.addHelpText(
    'after',
    `
The credential is that of --sign or --workload, else SERVICE_USERS_TOKEN, else the session of the last login.
Exit codes: 0 done, 1 failed, 2 there are differences (plan, drift), 64 wrong usage.`,
  );
  const commands = [
    loginCommand(),
    logoutCommand(),
    whoamiCommand(),
    usersCommand(),
    tokensCommand(),
    federationCommand(),
    teamsCommand(),
    datastoresCommand(),
    policyCommand(),
    auditCommand(),
    reviewCommand(),
    planCommand(),
    applyCommand(),
    driftCommand(),
    importCommand(),
    schemaCommand(),
    completionCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  program.addCommand(completeWordsCommand(program), { hidden: true });
  inheritSettings(program);
  return program;
}

/** A command that is created before it is added does not inherit the settings of its parent. */
function inheritSettings(command: Command): void {
  command.exitOverride();
  for (const one of command.commands) {
    one.copyInheritedSettings(command);
    inheritSettings(one);
  }
}
