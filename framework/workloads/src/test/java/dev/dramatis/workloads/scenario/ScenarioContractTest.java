package dev.dramatis.workloads.scenario;

import dev.dramatis.spi.workload.WorkloadReader;
import dev.dramatis.testkit.WorkloadReaderContract;

class ScenarioContractTest extends WorkloadReaderContract {
  static final String EVERYTHING =
      """
      schema: dramatis.scenario/1
      name: everything
      title: Every step there is
      personality: [netbsd, freebsd]
      covers: [create, exit]
      cpus: 3
      mutexes: [m]
      conditions: [c]
      variables: {count: 0}
      atomics: {ready: 1}
      sections: [critical]
      processes: {first: [main], second: [other]}
      threads:
        main:
          - create: worker
          - suspend: worker
            expect: {netbsd: [0, EINTR], others: any}
          - resume: worker
          - affinity: {thread: self, cpus: [0, 1]}
          - repeat: {times: 2, steps: [yield, {sleep: 5ms}]}
          - signal-action: {signal: SIGUSR1, action: catch, restart: false, block: [SIGUSR2],
              handler: [{add: {ready: 1}}]}
          - signal-mask: [SIGUSR1]
          - signal-mask: none
          - kill: {thread: worker, signal: 0}
          - kill: {process: child, signal: SIGKILL}
          - kill: {group: self, signal: SIGCONT}
          - fork: child
          - set-group: {process: child, group: new}
          - await-process: {process: child, options: [WNOHANG], status: {exited: 3}}
          - await-process: any
          - call: _lwp_kill(worker, SIGUSR1)
            into: count
          - join: worker
          - exit-process: 0
        other:
          - vfork: image
          - signal-suspend: none
            expect: EINTR
          - exec: image
        worker:
          detached: false
          cpus: 1
          class: fifo
          priority: 10
          steps:
            - lock: m
            - enter: critical
            - add: {count: 1}
            - check: {count: [1, 2]}
            - leave: critical
            - await: {condition: c, mutex: m, until: {count: 1}, timeout: 1s}
            - signal: c
            - broadcast: c
            - unlock: m
            - trylock: m
            - detach: self
            - compute: 10us
            - exit
        child:
          - exit-process: 3
        image:
          - set: {ready: 2}
      left: [worker]
      require:
        joined: {worker: 1}
        collected: {child: [0, 1]}
        started: {image: 1}
        finished: {image: 1}
        value: {ready: 2}
      """;

  @Override
  protected WorkloadReader reader() {
    return new ScenarioReader();
  }

  @Override
  protected String fileName() {
    return "everything.scenario.yaml";
  }

  @Override
  protected String validText() {
    return EVERYTHING;
  }
}
