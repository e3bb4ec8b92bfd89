import { LocalHost, scan } from '@tenken/agent';
import { checklists } from '@tenken/controls';
import { judgeReport } from '../../collector/src/cli/judge-report.ts';

// Everything is loaded before the rights are given up: the repository need not be readable for everybody.
checklists();
const [root] = process.argv.slice(2);
const nobody = 65_534;
process.setgroups?.([]);
process.setgid?.(nobody);
process.setuid?.(nobody);
const report = await scan(new LocalHost(root === undefined ? {} : { root }));
const findings = judgeReport(report, new Date()).filter(({ variant }) => variant === 'default');
process.stdout.write(
  JSON.stringify(findings.map(({ control, outcome, reason }) => ({ control, outcome, reason }))),
);
