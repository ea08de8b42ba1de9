import { Command as Commander, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Command, CommandOption } from './command.js'
import { commands } from './commands.js'
import { CommandError, complain, type Host, lineOf, widthOf } from './host.js'

const exitCodes = `
Exit codes:
  0  done
  1  the input is missing, cannot be read, or is not what it should be
  2  wrong usage`

/** Runs the command that the arguments name; gives the exit code. */
export async function run(host: Host, version: string): Promise<number> {
  const program = new Commander('memsize')
    .description('How many bytes JavaScript values hold.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .enablePositionalOptions()
    .addHelpText('after', exitCodes)
  let exitCode = 0
  const act = async (command: Command, args: readonly string[], options: Readonly<Record<string, unknown>>) => {
    exitCode = (await command.run(host, args, options)) ?? 0
  }
  const parsers = [program, ...commands.flatMap((command) => added(program, command, act))]
  for (const parser of parsers) {
    // the list of commands leaves about 36 columns of 80; commander wraps no less than 40 by itself
    parser
      .exitOverride()
      .configureHelp({ minWidthToWrap: 20 })
      .configureOutput({
        writeOut: (text) => host.stdout.write(text),
        writeErr: (text) => host.stderr.write(text),
        getOutHelpWidth: () => widthOf(host),
        getErrHelpWidth: () => widthOf(host),
        getOutHasColors: () => false,
        getErrHasColors: () => false,
        outputError: (text, write) => write(lineOf(text)),
      })
  }
  try {
    await program.parseAsync(host.argv)
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof CommandError)) throw error
    complain(host, error.message)
    return error.exitCode
  }
}

type Act = (command: Command, args: readonly string[], options: Readonly<Record<string, unknown>>) => Promise<void>

/** Adds a command with its own; gives the parsers of both. */
function added(program: Commander, command: Command, act: Act): Commander[] {
  const parser = program.command(`${command.name} ${command.arguments}`).description(command.summary)
  for (const option of command.options) parser.addOption(parsed(option))
  parser.addHelpText('after', `\n${command.notes}\n${exitCodes}`).passThroughOptions(command.passesThrough ?? false)
  parser.action(() => act(command, parser.args, parser.opts()))
  if (command.subcommands !== undefined) parser.enablePositionalOptions().helpCommand(false)
  return [parser, ...(command.subcommands ?? []).flatMap((one) => added(parser, one, act))]
}

function parsed({ flags, summary, choices, least }: CommandOption): Option {
  const option = new Option(flags, summary)
  if (choices !== undefined) option.choices(choices)
  if (least !== undefined) {
    option.argParser((text) => {
      if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text)
      throw new InvalidArgumentError(`Expected a whole number, ${least} or more.`)
    })
  }
  return option
}
