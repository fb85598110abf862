/** Types of compile.mjs for the test that checks that the compiled grammars are fresh. */
export declare function compileAll(): readonly {
  readonly name: string;
  readonly output: string;
  readonly text: string;
}[];
