import JSONTree
import Testing

@testable import KubernetesAPI

/// What a deployment does next, however large its numbers.
struct RolloutPlanTests {
    private static func plan(_ spec: JSON, pods: Int = 0) -> RolloutPlan {
        let deployment: JSON = ["metadata": ["name": "web"], "spec": spec]
        let template = PodTemplate(of: deployment, .deployments)
        let pod: JSON = ["metadata": ["labels": [template.hashLabel: .string(template.hash)]]]
        return RolloutPlan(of: deployment, template, pods: Array(repeating: pod, count: pods))
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

    @Test func `pods beyond what is wanted end`() {
        let plan = Self.plan(["replicas": 1], pods: 3)
        #expect(plan.creations == 0)
        #expect(plan.deletions.count == 2)
    }
}
