import JSONTree
import KubernetesAPI
import Testing

@testable import NodeRuntime

@Suite struct EnvironmentTests {
    @Test(
        "$(NAME) is replaced as Kubernetes does",
        arguments: [
            ("$(A)", "1"), ("x$(A)y$(B)", "x1y2"), ("$(C)", "$(C)"), ("$$(A)", "$(A)"), ("$$$(A)", "$1"), ("$A", "$A"),
            ("$(A", "$(A"), ("$", "$"), ("100%", "100%"), ("$$", "$"),
        ]
    )
    func expansion(text: String, expected: String) {
        #expect(VariableExpansion.expand(text, with: ["A": "1", "B": "2"]) == expected)
    }
}
