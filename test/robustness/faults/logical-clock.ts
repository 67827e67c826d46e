// A logical clock of the functions: it moves only when an invocation starts or sleeps. So the speed of the machine decides neither
// whether a function has time for another attempt, nor whether the use of a token is due to be recorded.
import type { SystemUnderTest } from '../support/system-under-test.ts';

/** Each invocation starts a millisecond after the latest time of the others, and sleeps without waiting. */
export function useLogicalClock({ effects, currentInvocation }: SystemUnderTest): void {
  let latest = Date.now();
  const times = new WeakMap<object, number>();

  /** The time of the current invocation after a pause. */
  function timeAfter(milliseconds: number): number {
    const invocation = currentInvocation();
    if (invocation === undefined) return latest;
    const time = (times.get(invocation) ?? latest + 1) + Math.ceil(milliseconds);
    times.set(invocation, time);
    latest = Math.max(latest, time);
    return time;
  }

  effects.now = () => new Date(timeAfter(0));
  effects.sleep = async (milliseconds) => {
    timeAfter(milliseconds);
  };
}
