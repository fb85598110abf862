// Reads vitest's JSON report, names every skipped test and prints the closing line: `N passed, N failed, N skipped`.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tests = report.testResults.flatMap((file) => file.assertionResults);
const skipped = tests.filter((test) => ['pending', 'skipped', 'todo'].includes(test.status));
for (const test of skipped) console.log(`skipped: ${test.fullName}`);
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed, ${skipped.length} skipped`);
if (report.numPassedTests === 0 || report.numFailedTests > 0) process.exitCode = 1;
