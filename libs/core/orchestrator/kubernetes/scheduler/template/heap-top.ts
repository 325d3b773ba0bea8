/**
 * Which of the tied best places a heap built over all of them would have on top. A best place beats all below it, and
 * where neither parent nor left side is best the right one is: so it is found from the tied places alone, going down from the
 * root and asking on the way whether there is one below the left side.
 */
/** Where in `places` (the tied ones, ascending) the one stands that ends on top. */
export function topTie(places: Int32Array, ties: number): number {
  if (ties === 1) return 0;
  let top = 0;
  for (;;) {
    const at = firstNotBelow(places, ties, top);
    if (places[at] === top) return at;
    const left = 2 * top + 1;
    top = isBelow(places, ties, left) ? left : left + 1;
  }
}

/** Whether one of the places is `top` or below it: level by level that is one stretch of numbers. */
function isBelow(places: Int32Array, ties: number, top: number): boolean {
  const last = places[ties - 1] as number;
  for (let low = top, high = top; low <= last; low = 2 * low + 1, high = 2 * high + 2) {
    const at = firstNotBelow(places, ties, low);
    if (at < ties && (places[at] as number) <= high) return true;
  }
  return false;
}

function firstNotBelow(places: Int32Array, ties: number, bound: number): number {
  let low = 0;
  let high = ties;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
