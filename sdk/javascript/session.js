import { Cluster } from './cluster.js';
import { placeByScore } from './place-by-score.js';

/** One plugin in one run: a line of the judge in, the line to answer out. */
export class Session {
  cluster = new Cluster();
  #plugin;

  constructor(plugin) {
    if (plugin.schedule === undefined && plugin.score === undefined) throw new TypeError('a plugin has `score(pod, node)` or `schedule(cluster, pending)`');
    this.#plugin = plugin;
  }

  answer(line) {
    const message = JSON.parse(line);
    return JSON.stringify(message.type === 'start' ? this.#start(message) : this.#step(message));
  }

  #start(message) {
    this.cluster.begin(message);
    this.#plugin.start?.(this.cluster);
    return { type: 'ready', protocol: 1, name: this.#plugin.name };
  }

  #step(message) {
    const { cluster } = this;
    cluster.learn(message);
    const pending = [...cluster.pending.values()];
    if (this.#plugin.schedule === undefined) placeByScore(this.#plugin, cluster, pending);
    else this.#plugin.schedule(cluster, pending);
    return cluster.takeAnswer(message.step);
  }
}
