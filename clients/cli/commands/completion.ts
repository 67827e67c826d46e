// service-users completion: scripts for shells that ask the CLI for the words that can follow.
import { Argument, Command } from 'commander';

const SCRIPTS = {
  bash: `_service_users() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(service-users complete-words -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _service_users service-users
`,
  zsh: `#compdef service-users
_service_users() {
  local -a words_found
  words_found=("\${(@f)$(service-users complete-words -- "\${(@)words[2,CURRENT-1]}" 2>/dev/null)}")
  compadd -a words_found
}
compdef _service_users service-users
`,
  fish: `complete -c service-users -a '(service-users complete-words -- (commandline -opc)[2..] 2>/dev/null)'
`,
} as const;

export function completionCommand(): Command {
  return new Command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      '\nExamples:\n  $ source <(service-users completion bash)\n  $ service-users completion fish > ~/.config/fish/completions/service-users.fish',
    )
    .action((shell: keyof typeof SCRIPTS) => void process.stdout.write(SCRIPTS[shell]));
}

/** What the scripts call. It prints one word a line. */
export function completeWordsCommand(program: Command): Command {
  return new Command('complete-words')
    .argument('[words...]', 'the words before the one to complete')
    .action((words: readonly string[]) => {
      for (const word of nextWords(program, words)) process.stdout.write(`${word}\n`);
    });
}

function nextWords(program: Command, words: readonly string[]): readonly string[] {
  let command = program;
  for (const word of words) command = command.commands.find((one) => one.name() === word) ?? command;
  const previous = words.at(-1);
  const options = [...command.options, ...(command === program ? [] : program.options)];
  const option = options.find(({ long }) => long === previous);
  // The value of an option: one of its choices, or the shell completes files.
  if (option && (option.required || option.optional)) return option.argChoices ?? [];
  const visible = command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return [...visible, ...choices, ...options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []))];
}
