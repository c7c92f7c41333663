import Ambient
import JSONTree
import Testing

@testable import KubernetesAPI

/// What a deployment does next, however large its numbers.
struct RolloutPlanTests {
    private static let now = Timestamp(seconds: 1_795_480_200)

    private static func plan(_ spec: JSON, pods: Int = 0) -> RolloutPlan {
        let deployment: JSON = ["metadata": ["name": "web"], "spec": spec]
        let template = PodTemplate(of: deployment, .deployments)
        let pod: JSON = ["metadata": ["labels": [template.hashLabel: .string(template.hash)]]]
        return RolloutPlan(of: deployment, template, pods: Array(repeating: pod, count: pods), now: now)
    }

    @Test(
        arguments: [
            (["replicas": 3], 0, 3), (["replicas": 3], 2, 1), (["replicas": 3], 4, 0), ([:], 0, 1),
            (["replicas": -1], 0, 0), (["replicas": .whole(.max)], 0, Int(Int32.max)),
            (["replicas": 3, "strategy": ["rollingUpdate": ["maxSurge": .whole(.max)]]], 1, 2),
            (["replicas": 3, "strategy": ["rollingUpdate": ["maxSurge": "9223372036854775807%"]]], 1, 2),
            (["replicas": 3, "strategy": ["rollingUpdate": ["maxUnavailable": .whole(.min)]]], 1, 2),
        ] as [(JSON, Int, Int)]
    )
    func `as many pods are made as are missing`(_ spec: JSON, _ pods: Int, _ creations: Int) {
        #expect(Self.plan(spec, pods: pods).creations == creations)
    }

    @Test(
        arguments: [
            (2, 2), (.whole(.max), Int(Int32.max)), (.whole(.min), 0), ("50%", 5), ("25%", 2), ("100%", 10),
            ("101%", 0),
            ("-1%", 0), ("9223372036854775807%", 0), ("half", 0), (nil, 0),
        ] as [(JSON?, Int)]
    )
    func `a share is a number that can be counted with, or a percentage`(_ value: JSON?, _ share: Int) {
        #expect(Replicas.share(value, of: 10, roundsUp: false) == share)
        #expect(Replicas.share("25%", of: 10, roundsUp: true) == 3)
    }

    @Test(
        arguments: [
            (0, nil, true), (0, -1, true), (10, nil, false), (10, -9, false), (10, -10, true), (10, -11, true),
            (.max, -11, false), (.min, nil, true),
        ] as [(Int, Int64?, Bool)]
    )
    func `a pod is available when it has been ready for long enough`(_ wait: Int, _ since: Int64?, _ holds: Bool) {
        var condition: JSON = ["type": "Ready", "status": "True"]
        if let since {
            condition.set("lastTransitionTime", to: .string(Self.now.adding(seconds: since).rfc3339))
        }
        let pod: JSON = ["status": ["conditions": [condition]]]
        let owner: JSON = ["spec": ["minReadySeconds": .whole(wait)]]
        #expect(pod.isAvailablePod(after: owner.minReadySeconds, at: Self.now) == holds)
        let failing: JSON = ["status": ["conditions": [["type": "Ready", "status": "False"]]]]
        #expect(!failing.isAvailablePod(after: 0, at: Self.now))
    }

    @Test func `an earlier pod stays until a new one is available`() {
        var deployment: JSON = ["metadata": ["name": "web"], "spec": ["replicas": 1, "minReadySeconds": 20]]
        let template = PodTemplate(of: deployment, .deployments)
        func pod(_ label: String, ready: Int64) -> JSON {
            let time = JSON.string(Self.now.adding(seconds: -ready).rfc3339)
            return [
                "metadata": ["labels": [template.hashLabel: .string(label)]],
                "status": ["conditions": [["type": "Ready", "status": "True", "lastTransitionTime": time]]],
            ]
        }
        let pods = [pod("earlier", ready: 100), pod(template.hash, ready: 19)]
        #expect(RolloutPlan(of: deployment, template, pods: pods, now: Self.now).deletions.isEmpty)
        #expect(
            RolloutPlan(of: deployment, template, pods: pods, now: Self.now.adding(seconds: 1)).deletions.count == 1
        )
        deployment.set("spec", "minReadySeconds", to: 0)
        let hurried = PodTemplate(of: deployment, .deployments)
        #expect(RolloutPlan(of: deployment, hurried, pods: pods, now: Self.now).deletions.count == 1)
    }

    /// As when `minReadySeconds` is set, or the template changed, before the earlier pods have been ready for that long.
    @Test func `an earlier pod that is ready for less than minReadySeconds stays until a new one is there`() {
        let deployment: JSON = ["metadata": ["name": "web"], "spec": ["replicas": 2, "minReadySeconds": 20]]
        let template = PodTemplate(of: deployment, .deployments)
        func pod(_ label: String, isReady: Bool = true, for seconds: Int64) -> JSON {
            let time = JSON.string(Self.now.adding(seconds: -seconds).rfc3339)
            let status: JSON = isReady ? "True" : "False"
            return [
                "metadata": ["labels": [template.hashLabel: .string(label)]],
                "status": ["conditions": [["type": "Ready", "status": status, "lastTransitionTime": time]]],
            ]
        }
        let earlier = [pod("earlier", for: 2), pod("earlier", for: 2)]
        func ended(_ others: [JSON]) -> Int {
            RolloutPlan(of: deployment, template, pods: earlier + others, now: Self.now).deletions.count
        }
        #expect(ended([]) == 0)
        #expect(ended([pod(template.hash, for: 1)]) == 0)
        #expect(ended([pod(template.hash, for: 21)]) == 1)
        #expect(ended([pod("earlier", isReady: false, for: 9)]) == 1)
    }

    @Test func `pods beyond what is wanted end`() {
        let plan = Self.plan(["replicas": 1], pods: 3)
        #expect(plan.creations == 0)
        #expect(plan.deletions.count == 2)
    }
}
