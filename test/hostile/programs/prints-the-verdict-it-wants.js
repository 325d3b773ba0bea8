console.log(JSON.stringify({ verdict: 'completed', fault: 'none', score: 125, recordDigest: 'f'.repeat(64) }));
setInterval(() => undefined, 1000);
