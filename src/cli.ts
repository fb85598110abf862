#!/usr/bin/env node
/** The command's entry: runs the program on this process's arguments and streams, and sets its exit code. */
import { runProgram } from './cli/program.js';

process.exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
});
