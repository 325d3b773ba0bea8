export { importOpenbNodes, importOpenbPods, type OpenbNode, type OpenbPod } from './openb.js';
