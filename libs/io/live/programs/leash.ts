/** Lives as long as the judge holds its standard input: the one sign by which the reaper tells a living cluster from a dead judge's. */
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
