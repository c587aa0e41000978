// Findings that stay on their words while the text around them changes.

export function shifted(findings, before, after) {
  let head = 0;
  const most = Math.min(before.length, after.length);
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const cut = before.length - tail;
  const by = after.length - before.length;
  return findings.flatMap((finding) => {
    if (finding.to <= head) return [finding];
    if (finding.from >= cut) return [{ ...finding, from: finding.from + by, to: finding.to + by }];
    return []; // the change touched its words: the next check says what they are now
  });
}
