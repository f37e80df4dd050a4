/**
 * The sum of all samples of one metric in Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/),
 * whatever their labels; undefined where there is none.
 */
export function sumOfMetric(text: string, name: string): number | undefined {
  let sum: number | undefined;
  for (const line of text.split('\n')) {
    if (!line.startsWith(name)) continue;
    const after = line[name.length];
    if (after !== '{' && after !== ' ') continue;
    const value = Number(/(?:\}|^[^{]*?) ([^ ]+)(?: \d+)?$/.exec(line)?.[1]);
    if (Number.isFinite(value)) sum = (sum ?? 0) + value;
  }
  return sum;
}
