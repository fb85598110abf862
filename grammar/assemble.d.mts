/** Types of assemble.mjs for the test that checks that the assembled scanner is fresh. */
export declare const scannerOutput: string;
export declare function assembleScanner(): Promise<string>;
