/** Builds every tool that the tests run and that is missing, before a test with a time limit asks for it. */
import { ensureTools, toolNames } from "../sandbox/tools";

ensureTools([...toolNames("up"), ...toolNames("test")]).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
