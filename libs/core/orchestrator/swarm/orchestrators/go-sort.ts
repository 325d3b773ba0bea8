/** What is sorted, and how: as Go's `sort.Interface`. */
interface Sorted {
  less(i: number, j: number): boolean;
  swap(i: number, j: number): void;
}

/**
 * Go's `sort.Sort` (pattern-defeating quicksort, since Go 1.19), step by step: it is not stable, and where elements are equal what it
 * makes of them decides which tasks of a service go first.
 */
export function goSort<T>(items: T[], lessThan: (a: T, b: T) => boolean): T[] {
  const data: Sorted = {
    less: (i, j) => lessThan(items[i] as T, items[j] as T),
    swap: (i, j) => {
      const held = items[i] as T;
      items[i] = items[j] as T;
      items[j] = held;
    },
  };
  pdq(data, 0, items.length, bitLength(items.length));
  return items;
}

const MAX_INSERTION = 12;
const bitLength = (n: number): number => 32 - Math.clz32(n);

function pdq(data: Sorted, from: number, to: number, badChoices: number): void {
  let [a, b, limit] = [from, to, badChoices];
  let [wasBalanced, wasPartitioned] = [true, true];
  for (;;) {
    const length = b - a;
    if (length <= MAX_INSERTION) return insertionSort(data, a, b);
    if (limit === 0) return heapSort(data, a, b);
    if (!wasBalanced) {
      breakPatterns(data, a, b);
      limit -= 1;
    }
    let { pivot, hint } = choosePivot(data, a, b);
    if (hint === 'decreasing') {
      for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j);
      pivot = b - 1 - (pivot - a);
      hint = 'increasing';
    }
    if (wasBalanced && wasPartitioned && hint === 'increasing' && partialInsertionSort(data, a, b)) return;
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, a, b, pivot);
      continue;
    }
    const { mid, already } = partition(data, a, b, pivot);
    wasPartitioned = already;
    const [left, right] = [mid - a, b - mid];
    const threshold = Math.floor(length / 8);
    if (left < right) {
      wasBalanced = left >= threshold;
      pdq(data, a, mid, limit);
      a = mid + 1;
    } else {
      wasBalanced = right >= threshold;
      pdq(data, mid + 1, b, limit);
      b = mid;
    }
  }
}

function insertionSort(data: Sorted, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) for (let j = i; j > a && data.less(j, j - 1); j--) data.swap(j, j - 1);
}

function heapSort(data: Sorted, a: number, b: number): void {
  const high = b - a;
  for (let i = Math.floor((high - 1) / 2); i >= 0; i--) siftDown(data, i, high, a);
  for (let i = high - 1; i >= 0; i--) {
    data.swap(a, a + i);
    siftDown(data, 0, i, a);
  }
}

function siftDown(data: Sorted, low: number, high: number, first: number): void {
  for (let root = low; ; ) {
    let child = 2 * root + 1;
    if (child >= high) return;
    if (child + 1 < high && data.less(first + child, first + child + 1)) child += 1;
    if (!data.less(first + root, first + child)) return;
    data.swap(first + root, first + child);
    root = child;
  }
}

function partition(data: Sorted, a: number, b: number, pivot: number): { mid: number; already: boolean } {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  while (i <= j && data.less(i, a)) i++;
  while (i <= j && !data.less(j, a)) j--;
  if (i > j) {
    data.swap(j, a);
    return { mid: j, already: true };
  }
  data.swap(i, j);
  i++;
  j--;
  for (;;) {
    while (i <= j && data.less(i, a)) i++;
    while (i <= j && !data.less(j, a)) j--;
    if (i > j) break;
    data.swap(i, j);
    i++;
    j--;
  }
  data.swap(j, a);
  return { mid: j, already: false };
}

function partitionEqual(data: Sorted, a: number, b: number, pivot: number): number {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  for (;;) {
    while (i <= j && !data.less(a, i)) i++;
    while (i <= j && data.less(a, j)) j--;
    if (i > j) return i;
    data.swap(i, j);
    i++;
    j--;
  }
}

const MAX_STEPS = 5;
const SHORTEST_SHIFTING = 50;

function partialInsertionSort(data: Sorted, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < MAX_STEPS; step++) {
    while (i < b && !data.less(i, i - 1)) i++;
    if (i === b) return true;
    if (b - a < SHORTEST_SHIFTING) return false;
    data.swap(i, i - 1);
    if (i - a >= 2) for (let j = i - 1; j >= 1 && data.less(j, j - 1); j--) data.swap(j, j - 1);
    if (b - i >= 2) for (let j = i + 1; j < b && data.less(j, j - 1); j++) data.swap(j, j - 1);
  }
  return false;
}

function breakPatterns(data: Sorted, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  let random = BigInt(length);
  const modulus = 1n << BigInt(bitLength(length));
  const at = a + Math.floor(length / 4) * 2 - 1;
  for (let i = 0; i < 3; i++) {
    random = BigInt.asUintN(64, random ^ (random << 13n));
    random ^= random >> 7n;
    random = BigInt.asUintN(64, random ^ (random << 17n));
    let other = Number(random & (modulus - 1n));
    if (other >= length) other -= length;
    data.swap(at - 1 + i, a + other);
  }
}

const SHORTEST_NINTHER = 50;
const MAX_SWAPS = 4 * 3;

function choosePivot(data: Sorted, a: number, b: number): { pivot: number; hint: 'unknown' | 'increasing' | 'decreasing' } {
  const length = b - a;
  let swaps = 0;
  const quarter = Math.floor(length / 4);
  let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
  const median = (x: number, y: number, z: number): number => {
    let [p, q, r] = [x, y, z];
    const order = (s: number, t: number): [number, number] => {
      if (!data.less(t, s)) return [s, t];
      swaps += 1;
      return [t, s];
    };
    [p, q] = order(p, q);
    [q, r] = order(q, r);
    [p, q] = order(p, q);
    return q;
  };
  if (length >= 8) {
    if (length >= SHORTEST_NINTHER) {
      i = median(i - 1, i, i + 1);
      j = median(j - 1, j, j + 1);
      k = median(k - 1, k, k + 1);
    }
    j = median(i, j, k);
  }
  return { pivot: j, hint: swaps === 0 ? 'increasing' : swaps === MAX_SWAPS ? 'decreasing' : 'unknown' };
}
