import JSONTree
import Testing

@testable import KubernetesAPI

struct ValidationTests {
    @Test(arguments: [
        ("web", true), ("web-1", true), ("1web", true), ("a", true), (String(repeating: "a", count: 63), true),
        (String(repeating: "a", count: 64), false), ("Web", false), ("web.1", false), ("-web", false), ("web-", false),
        ("", false), ("wéb", false), ("web_1", false),
    ])
    func `a label is a DNS label`(_ text: String, _ valid: Bool) {
        #expect((Names.label(text) == nil) == valid)
    }

    @Test(arguments: [
        ("a.b-c.d", true), ("a", true), ("a..b", false), (".a", false), ("a.", false), ("A.b", false),
        (String(repeating: "a", count: 254), false),
    ])
    func `a subdomain is labels with dots`(_ text: String, _ valid: Bool) {
        #expect((Names.subdomain(text) == nil) == valid)
    }

    @Test(arguments: [
        ("app", true), ("example.com/App_1", true), ("a/b/c", false), ("/a", false), ("a/", false), ("-a", false),
        ("UPPER.com/a", false), (String(repeating: "a", count: 64), false), ("", false),
    ])
    func `a key is a name with an optional prefix`(_ text: String, _ valid: Bool) {
        #expect((Names.qualified(text) == nil) == valid)
    }

    @Test(arguments: [
        ("", true), ("a_B.c-1", true), ("-a", false), ("a b", false), (String(repeating: "a", count: 64), false),
    ])
    func `a label's value is short and plain`(_ text: String, _ valid: Bool) {
        #expect((Names.labelValue(text) == nil) == valid)
    }

    private func pod(_ spec: String, name: String = "p") throws -> JSON {
        ["metadata": ["name": .string(name), "namespace": "default"], "spec": try parsed(spec)]
    }

    @Test(arguments: [
        (#"{"containers":[]}"#, #"Pod "p" is invalid: spec.containers: Required value"#),
        (
            #"{"containers":[{"image":"x"}]}"#, #"Pod "p" is invalid: spec.containers[0].name: Required value"#
        ),
        (
            #"{"containers":[{"name":"a"},{"name":"a","image":"x"}]}"#,
            #"Pod "p" is invalid: [spec.containers[0].image: Required value, spec.containers[1].name: Duplicate value: "a"]"#
        ),
        (
            #"{"containers":[{"name":"a","image":"x"}],"restartPolicy":"Sometimes"}"#,
            #"Pod "p" is invalid: spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never""#
        ),
        (
            #"{"containers":[{"name":"a","image":"x","volumeMounts":[{"name":"v","mountPath":"/v"}]}]}"#,
            #"Pod "p" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "v""#
        ),
        (
            #"{"volumes":[{"name":"v"}],"containers":[{"name":"a","image":"x","volumeMounts":[{"name":"v","mountPath":"/v"},{"name":"v","mountPath":"/v"}]}]}"#,
            #"Pod "p" is invalid: spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/v": must be unique"#
        ),
        (
            #"{"containers":[{"name":"a","image":"x"}],"volumes":[{"name":"t","projected":{"sources":[{"serviceAccountToken":{"path":"t","expirationSeconds":599}}]}}]}"#,
            #"Pod "p" is invalid: spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes"#
        ),
    ])
    func `a pod that is wrong is refused in Kubernetes's words`(_ spec: String, _ message: String) throws {
        let pod = try pod(spec)
        let error = #expect(throws: APIError.self) { try Validation.check(pod, replacing: nil, as: .pods) }
        #expect(error?.code == 422)
        #expect(error?.message == message)
    }

    @Test(arguments: [
        (#"{"containers":[{"name":"a","image":"y"}]}"#, true),
        (#"{"containers":[{"name":"a","image":"x"}],"activeDeadlineSeconds":5}"#, true),
        (#"{"containers":[{"name":"a","image":"x"}],"tolerations":[{"key":"k"}]}"#, true),
        (#"{"containers":[{"name":"b","image":"x"}]}"#, false),
        (#"{"containers":[{"name":"a","image":"x","env":[{"name":"E"}]}]}"#, false),
        (#"{"containers":[{"name":"a","image":"x"}],"serviceAccountName":"other"}"#, false),
    ])
    func `only some fields of a pod may change`(_ spec: String, _ allowed: Bool) throws {
        let (old, new) = (try pod(#"{"containers":[{"name":"a","image":"x"}]}"#), try pod(spec))
        do throws(APIError) {
            try Validation.check(new, replacing: old, as: .pods)
            #expect(allowed)
        } catch {
            #expect(!allowed)
            #expect(error.message.contains("pod updates may not change fields other than"))
        }
    }

    @Test func `a name that is wrong is refused with its rule`() throws {
        let error = #expect(throws: APIError.self) {
            try Validation.check(["metadata": ["name": "My_SA"]], replacing: nil, as: .serviceAccounts)
        }
        #expect(
            error?.message.hasPrefix(
                #"ServiceAccount "My_SA" is invalid: metadata.name: Invalid value: "My_SA": a lowercase RFC 1123 subdomain must"#
            ) == true
        )
        #expect(error?.json.at("details", "causes")?.array?.count == 1)
        #expect(error?.json.at("details", "kind") == "ServiceAccount")
    }

    @Test func `secrets are base64, keep their type, and their values stay out of messages`() throws {
        let secret: JSON = ["metadata": ["name": "s"], "type": "Opaque", "data": ["k": "not base64!"]]
        let error = #expect(throws: APIError.self) { try Validation.check(secret, replacing: nil, as: .secrets) }
        #expect(error?.message.contains("not base64!") == false)
        let (old, new): (JSON, JSON) = (
            ["metadata": ["name": "s"], "type": "Opaque"], ["metadata": ["name": "s"], "type": "other"]
        )
        #expect(throws: APIError.self) { try Validation.check(new, replacing: old, as: .secrets) }
        #expect(throws: Never.self) { try Validation.check(old, replacing: old, as: .secrets) }
    }

    @Test func `what is immutable stays as it is`() throws {
        let old: JSON = ["metadata": ["name": "m"], "immutable": true, "data": ["a": "1"]]
        let new: JSON = ["metadata": ["name": "m"], "immutable": true, "data": ["a": "2"]]
        let error = #expect(throws: APIError.self) { try Validation.check(new, replacing: old, as: .configMaps) }
        #expect(error?.message.contains("field is immutable when `immutable` is set") == true)
    }

    @Test func `annotations have a limit`() {
        let large = JSON.string(String(repeating: "x", count: 256 * 1024))
        let object: JSON = ["metadata": ["name": "a", "annotations": ["k": large]]]
        #expect(throws: APIError.self) { try Validation.check(object, replacing: nil, as: .configMaps) }
    }

    @Test func `a binding refers to a role and keeps it`() {
        let binding: JSON = [
            "metadata": ["name": "b"], "roleRef": ["kind": "ClusterRole", "name": "view"],
            "subjects": [["kind": "ServiceAccount", "name": "a", "namespace": "default"]],
        ]
        #expect(throws: Never.self) { try Validation.check(binding, replacing: nil, as: .roleBindings) }
        var other = binding
        other.set("roleRef", "name", to: "cluster-admin")
        #expect(throws: APIError.self) { try Validation.check(other, replacing: binding, as: .roleBindings) }
        other.set("roleRef", "kind", to: "Role")
        #expect(throws: APIError.self) { try Validation.check(other, replacing: nil, as: .clusterRoleBindings) }
        other = binding
        other.set("subjects", to: [["kind": "ServiceAccount", "name": "a"]])
        #expect(throws: APIError.self) { try Validation.check(other, replacing: nil, as: .roleBindings) }
    }
}
