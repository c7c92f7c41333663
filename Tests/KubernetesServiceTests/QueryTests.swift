import Testing

@testable import KubernetesService

struct QueryTests {
    @Test(
        "a flag is read as Kubernetes reads it",
        arguments: [
            ("true", true), ("True", true), ("1", true), ("", true), ("yes", true), ("false", false), ("False", false),
            ("0", false),
        ]
    )
    func flags(_ value: String, _ isSet: Bool) {
        let request = KubernetesRequest(method: "GET", path: "/", query: [("watch", value)])
        #expect(request.flag("watch") == isSet)
        #expect(!request.flag("follow"))
    }
}
