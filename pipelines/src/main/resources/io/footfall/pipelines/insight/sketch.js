// Estimates the distinct users of several days: HyperLogLog with Otmar Ertl's estimator (arXiv:1702.01284, algorithm
// 6), like UserSketch.java.
(function () {
  'use strict';

  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const VALUE = new Uint8Array(128);
  for (let i = 0; i < DIGITS.length; i++) VALUE[DIGITS.charCodeAt(i)] = i;

  // A sparse sketch is an array of numbers, each register * 64 + value.
  const registerOf = (entry) => entry >> 6;
  const valueOf = (entry) => entry & 63;

  /** Merges a sketch into registers: dense sketches are text with a digit per register, sparse ones are arrays. */
  function unite(registers, sketch) {
    if (typeof sketch === 'string') {
      for (let i = 0; i < registers.length; i++) {
        const value = VALUE[sketch.charCodeAt(i)];
        if (value > registers[i]) registers[i] = value;
      }
    } else {
      for (const entry of sketch) {
        const register = registerOf(entry);
        registers[register] = Math.max(registers[register], valueOf(entry));
      }
    }
  }

  function sigma(x) {
    if (x === 1) return Infinity;
    let y = 1;
    let z = x;
    let before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (z !== before);
    return z;
  }

  function tau(x) {
    if (x === 0 || x === 1) return 0;
    let y = 1;
    let z = 1 - x;
    let before;
    do {
      x = Math.sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (z !== before);
    return z / 3;
  }

  function estimate(registers) {
    const m = registers.length;
    const most = 64 - Math.log2(m);
    const counts = new Array(most + 2).fill(0);
    for (const register of registers) counts[register]++;
    let z = m * tau(1 - counts[most + 1] / m);
    for (let k = most; k >= 1; k--) z = 0.5 * (z + counts[k]);
    z += m * sigma(counts[0] / m);
    return ((0.5 / Math.log(2)) * m * m) / z;
  }

  /** Estimates the size of the union of sketches of one precision. */
  function estimateOf(precision, sketches) {
    const registers = new Uint8Array(1 << precision);
    for (const sketch of sketches) unite(registers, sketch);
    return estimate(registers);
  }

  /** Returns the relative standard error. */
  function error(precision) {
    return 1.04 / Math.sqrt(1 << precision);
  }

  Footfall.sketch = { estimateOf, error };
})();
