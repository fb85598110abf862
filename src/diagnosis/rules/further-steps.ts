/** What else helps, once the first step of the program and of the platform is taken. */
import { finding, type Rule } from '../finding.js';
import { platformAdvice } from './platform.js';
import { workloadAdvice } from './workload.js';

export const furtherSteps: Rule = (facts) => {
  const advice = [...workloadAdvice(facts).slice(1), ...platformAdvice(facts).slice(1)];
  if (advice.length === 0) return null;
  return finding('further-steps', {
    severity: 'info',
    title: 'What else helps',
    detail: 'Once the first steps are taken, or where they do not apply.',
    confidence: 'medium',
    evidence: [],
    advice,
  });
};
