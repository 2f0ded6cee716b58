/**
 * The project's commands; each is behind an npm script of its name.
 *
 * A command loads what it works with when it runs: the Pulumi SDK takes a second, and `--help` does not need it. The scripts of
 * package.json have Node load some packages before tsx (`--require`): tsx would translate the Kubernetes client's 700 files, for two seconds.
 */
import { Command } from "commander";
import { compareCommand } from "./compare";
import { downCommand } from "./down";
import { drillCommand } from "./drill";
import { fail, guardProcess } from "./ending";
import { previewCommand } from "./preview";
import { renderCommand } from "./render";
import { statusCommand } from "./status";
import { upCommand } from "./up";
import { verifyCommand } from "./verify";

const program = new Command("monitoring")
  .description("Monitoring of QUALISYS: the program, and the embedded cluster that it is tried on.")
  .addCommand(upCommand())
  .addCommand(previewCommand())
  .addCommand(statusCommand())
  .addCommand(verifyCommand())
  .addCommand(drillCommand())
  .addCommand(downCommand())
  .addCommand(renderCommand())
  .addCommand(compareCommand())
  .showHelpAfterError("(add --help for the options)");

guardProcess();
program.parseAsync().catch(fail);
