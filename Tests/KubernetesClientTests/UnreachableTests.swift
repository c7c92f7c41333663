import Foundation
import KubernetesClient
import Testing

/// What is said of an API server that cannot be reached ends up in warnings of `kubectl`.
struct UnreachableTests {
    @Test func `a connection that is refused is told in the system's words`() async throws {
        let config = """
            {"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:1"}}], "users": [{"name": "u", "user": {}}]}
            """
        let access = try ClusterAccess.kubeconfig(text: config, name: "config", in: "/nowhere", context: nil)
        let client = try KubernetesClient(access)
        let error = await #expect(throws: KubernetesError.self) {
            _ = try await client.call(.get, "/version", query: [], body: nil, within: .seconds(5))
        }
        #expect(error.map { "\($0)" } == "cannot reach http://127.0.0.1:1: Connection refused")
    }
}
