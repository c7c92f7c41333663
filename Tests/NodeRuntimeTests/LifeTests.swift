import Ambient
import JSONTree
import KubernetesAPI
import KubernetesService
import Testing

@testable import NodeRuntime

@Suite struct LifeTests {
    @Test("restarts wait 0, 10, 20 … 300 seconds, and 10 minutes of running are forgiven")
    func backOff() {
        var backOff = BackOff()
        let delays = (0..<8).map { _ in backOff.next(afterRunning: 1) }
        #expect(delays == [0, 10, 20, 40, 80, 160, 300, 300])
        #expect(backOff.next(afterRunning: 599) == 300)
        #expect(backOff.next(afterRunning: 600) == 0)
        #expect(backOff.next(afterRunning: 0) == 10)
    }

    @Test(
        "the restart policy decides by the exit code",
        arguments: [
            (RestartPolicy.always, 0, true), (.always, 1, true), (.onFailure, 0, false), (.onFailure, 1, true),
            (.never, 0, false), (.never, 1, false),
        ]
    )
    func policy(policy: RestartPolicy, code: Int, restarts: Bool) {
        #expect(policy.restarts(exitCode: code) == restarts)
    }

    private static let now = Timestamp(seconds: 1_800_000_000)

    private func standing(_ state: String, isInit: Bool = false) -> ContainerStanding {
        var standing = ContainerStanding(["name": "c", "image": "i"], isInit: isInit, waitingFor: "ContainerCreating")
        switch state {
        case "running":
            standing.state = .running(since: Self.now)
            standing.isReady = true
            standing.hasStarted = true
        case "waiting": break
        default:
            standing.state = .terminated(
                ContainerStanding.Termination(
                    exitCode: Int(state) ?? 0,
                    reason: "Completed",
                    startedAt: Self.now,
                    finishedAt: Self.now,
                    containerID: ""
                )
            )
        }
        return standing
    }

    @Test(
        "the phase follows from the containers",
        arguments: [
            (["waiting"], [], RestartPolicy.always, false, "Pending"),
            (["running"], [], .always, false, "Running"), (["running", "waiting"], [], .always, false, "Pending"),
            (["0"], [], .never, false, "Succeeded"), (["0", "1"], [], .never, false, "Failed"),
            (["0"], [], .always, false, "Running"), (["1"], [], .onFailure, false, "Running"),
            (["0"], [], .onFailure, false, "Succeeded"), (["waiting"], ["1"], .never, false, "Failed"),
            (["waiting"], ["running"], .never, false, "Pending"), (["running"], ["0"], .never, false, "Running"),
            (["137"], [], .always, true, "Failed"), (["0"], [], .always, true, "Succeeded"),
        ] as [([String], [String], RestartPolicy, Bool, String)]
    )
    func phase(main: [String], initial: [String], policy: RestartPolicy, isOver: Bool, phase: String) {
        let status = PodStatus(
            standings: initial.map { standing($0, isInit: true) } + main.map { standing($0) },
            policy: policy,
            address: "10.0.0.10",
            startedAt: Self.now,
            isOver: isOver
        )
        #expect(status.phase == phase)
    }

    @Test("a pod that the node has put an end to has failed, and says why")
    func eviction() {
        func status(isOver: Bool) -> PodStatus {
            PodStatus(
                standings: [standing(isOver ? "0" : "running")],
                policy: .always,
                address: "10.0.0.10",
                startedAt: Self.now,
                isOver: isOver,
                eviction: "too much"
            )
        }
        #expect(status(isOver: false).phase == "Running")
        let json = status(isOver: true).json(old: [], now: Self.now)
        #expect(json["phase"] == "Failed")
        #expect(json["reason"] == "Evicted")
        #expect(json["message"] == "too much")
    }

    @Test("conditions keep their time until they change, and say which containers are not ready")
    func conditions() {
        let old: [JSON] = [
            ["type": "Ready", "status": "False", "lastTransitionTime": "2026-01-01T00:00:00Z"],
            ["type": "Initialized", "status": "False", "lastTransitionTime": "2026-01-01T00:00:00Z"],
        ]
        let status = PodStatus(
            standings: [standing("waiting")],
            policy: .always,
            address: "10.0.0.10",
            startedAt: Self.now,
            isOver: false
        ).json(old: old, now: Self.now)
        let conditions = status["conditions"]?.array ?? []
        let ready = conditions.first { $0["type"]?.string == "Ready" }
        #expect(ready?["lastTransitionTime"]?.string == "2026-01-01T00:00:00Z")
        #expect(ready?["message"]?.string == "containers with unready status: [c]")
        let initialized = conditions.first { $0["type"]?.string == "Initialized" }
        #expect(initialized?["status"]?.string == "True")
        #expect(initialized?["lastTransitionTime"]?.string == Self.now.rfc3339)
    }

    @Test("what ran when the program ended has ended unseen; what had ended stays")
    func resumption() {
        var running = standing("waiting")
        running.resume(
            from: [
                "restartCount": 2, "state": ["running": ["startedAt": "2026-01-01T00:00:00Z"]], "containerID": "x",
            ],
            now: Self.now
        )
        #expect(running.termination?.reason == "ContainerStatusUnknown")
        #expect(running.termination?.exitCode == 137)
        #expect(running.restartCount == 2)
        var ended = standing("waiting")
        ended.resume(from: ["state": ["terminated": ["exitCode": 0, "reason": "Completed"]]], now: Self.now)
        #expect(ended.termination?.exitCode == 0)
    }

    @Test("a process is known by its id and its start")
    func processTable() {
        let line = "42 (a (b) c) S 7 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 3456 1 2"
        #expect(ProcessTable.parse(line) == ProcessTable.Entry(parent: 7, started: 98_765))
        #expect(ProcessTable.parse("42 (x") == nil)
        #expect(ProcessTable.parse("42 (x) S 7") == nil)
    }
}
