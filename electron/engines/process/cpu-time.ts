/** A tick of the fields of /proc/<pid>/stat: USER_HZ is 100 on every architecture that Node runs on (time(7)). */
const MS_PER_TICK = 10;

/**
 * How long processors have worked for a process, its threads included, in ms: utime and stime, fields 14 and 15 of
 * /proc/<pid>/stat (proc_pid_stat(5)). undefined for another text.
 */
export function cpuMsOf(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isNaN(ticks) ? undefined : ticks * MS_PER_TICK;
}
