/** Where moments stand on a timeline, and the days and months that they snap and are marked by. */

export interface Scale {
  readonly from: number;
  readonly to: number;
}

const DAY_MS = 86_400_000;

/** So many months, the present in the first quarter. */
export function scaleAround(time: number, months: number): Scale {
  const from = new Date(time);
  from.setDate(1);
  from.setHours(0, 0, 0, 0);
  from.setMonth(from.getMonth() - Math.floor(months / 4));
  const to = new Date(from);
  to.setMonth(to.getMonth() + months);
  return { from: from.getTime(), to: to.getTime() };
}

export function movedBy({ from, to }: Scale, months: number): Scale {
  const by = (time: number): number => {
    const date = new Date(time);
    date.setMonth(date.getMonth() + months);
    return date.getTime();
  };
  return { from: by(from), to: by(to) };
}

/** 0 to 100; what lies outside stands at the edge. */
export function placeOf({ from, to }: Scale, time: number): number {
  return Math.min(100, Math.max(0, ((time - from) / (to - from)) * 100));
}

export function timeAt({ from, to }: Scale, share: number): number {
  return from + share * (to - from);
}

/** Midnight of the nearest day where the editor is: rights begin and end with days. */
export function toDay(time: number): number {
  const date = new Date(time + DAY_MS / 2);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

export function addDays(time: number, days: number): number {
  const date = new Date(time);
  date.setDate(date.getDate() + days);
  return date.getTime();
}

/** The first of each month, thinned out so that at most `most` are named. */
export function monthsOf({ from, to }: Scale, most: number): readonly number[] {
  const months: number[] = [];
  const date = new Date(from);
  while (date.getTime() < to) {
    months.push(date.getTime());
    date.setMonth(date.getMonth() + 1);
  }
  const step = [1, 2, 3, 6, 12].find((size) => months.length / size <= most) ?? 12;
  return months.filter((month) => new Date(month).getMonth() % step === 0);
}
