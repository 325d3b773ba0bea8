const held = [];
for (;;) held.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));
