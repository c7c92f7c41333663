import JSONTree
import Testing

@testable import KubernetesAPI

struct PatchTests {
    @Test(arguments: [
        (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2}]"#, #"{"a":1,"b":2}"#),
        (#"{"a":[1,3]}"#, #"[{"op":"add","path":"/a/1","value":2}]"#, #"{"a":[1,2,3]}"#),
        (#"{"a":[1]}"#, #"[{"op":"add","path":"/a/-","value":2}]"#, #"{"a":[1,2]}"#),
        (#"{"a":{"b/c":1,"d~e":2}}"#, #"[{"op":"remove","path":"/a/b~1c"}]"#, #"{"a":{"d~e":2}}"#),
        (#"{"a":{"d~e":2}}"#, #"[{"op":"replace","path":"/a/d~0e","value":null}]"#, #"{"a":{"d~e":null}}"#),
        (#"{"a":1,"b":{}}"#, #"[{"op":"move","from":"/a","path":"/b/a"}]"#, #"{"b":{"a":1}}"#),
        (#"{"a":[1]}"#, #"[{"op":"copy","from":"/a/0","path":"/a/0"}]"#, #"{"a":[1,1]}"#),
        (#"{"a":{"x":1,"y":2}}"#, #"[{"op":"test","path":"/a","value":{"y":2,"x":1}}]"#, #"{"a":{"x":1,"y":2}}"#),
        (#"{"a":1}"#, #"[{"op":"replace","path":"","value":{"b":1}}]"#, #"{"b":1}"#),
    ])
    func `a JSON patch applies`(_ document: String, _ patch: String, _ result: String) throws {
        let patched = try JSONPatch.apply(try parsed(patch), to: try parsed(document))
        #expect(patched.means(try parsed(result)), "\(patched.text())")
    }

    @Test(arguments: [
        (#"{"op":"add","path":"/a"}"#, 400),  // not a list
        (#"[{"op":"add","path":"/b"}]"#, 400),  // no value
        (#"[{"op":"swap","path":"/a"}]"#, 400), (#"[{"path":"/a"}]"#, 400), (#"[{"op":"remove","path":"a"}]"#, 400),
        (#"[{"op":"remove","path":"/b"}]"#, 422), (#"[{"op":"replace","path":"/b","value":1}]"#, 422),
        (#"[{"op":"test","path":"/a","value":2}]"#, 422), (#"[{"op":"add","path":"/b/c","value":1}]"#, 422),
        (#"[{"op":"add","path":"/l/3","value":1}]"#, 422), (#"[{"op":"add","path":"/l/01","value":1}]"#, 422),
        (#"[{"op":"remove","path":"/l/-"}]"#, 422), (#"[{"op":"remove","path":""}]"#, 422),
        (#"[{"op":"move","path":"/b"}]"#, 400),
    ])
    func `a JSON patch that cannot be applied is refused`(_ patch: String, _ code: Int) throws {
        let patch = try parsed(patch)
        let error = #expect(throws: APIError.self) {
            try JSONPatch.apply(patch, to: ["a": 1, "l": [1, 2]])
        }
        #expect(error?.code == code)
    }

    @Test func `a JSON patch has at most 10,000 operations`() {
        let operation: JSON = ["op": "test", "path": "/a", "value": 1]
        let error = #expect(throws: APIError.self) {
            try JSONPatch.apply(.array(Array(repeating: operation, count: 10_001)), to: ["a": 1])
        }
        #expect(error?.code == 413)
    }

    /// The examples of RFC 7396 appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func `a merge patch applies`(_ document: String, _ patch: String, _ result: String) throws {
        let patched = MergePatch.apply(try parsed(patch), to: try parsed(document))
        #expect(patched.means(try parsed(result)), "\(patched.text())")
    }

    @Test(arguments: [
        // Containers merge by name, their environment too.
        (
            #"{"containers":[{"name":"a","image":"x","env":[{"name":"A","value":"1"}]}]}"#,
            #"{"containers":[{"name":"a","env":[{"name":"B","value":"2"}]},{"name":"b","image":"y"}]}"#,
            #"{"containers":[{"name":"a","image":"x","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]},{"name":"b","image":"y"}]}"#
        ),
        (
            #"{"containers":[{"name":"a"},{"name":"b"}]}"#, #"{"containers":[{"$patch":"delete","name":"a"}]}"#,
            #"{"containers":[{"name":"b"}]}"#
        ),
        (
            #"{"containers":[{"name":"a"}]}"#, #"{"containers":[{"$patch":"replace"},{"name":"c"}]}"#,
            #"{"containers":[{"name":"c"}]}"#
        ),
        // Volumes keep only what the patch says of them.
        (
            #"{"volumes":[{"name":"v","emptyDir":{}}]}"#,
            #"{"volumes":[{"$retainKeys":["name","secret"],"name":"v","secret":{"secretName":"s"}}]}"#,
            #"{"volumes":[{"name":"v","secret":{"secretName":"s"}}]}"#
        ),
        // Mounts merge by path, ports by number.
        (
            #"{"volumeMounts":[{"mountPath":"/a","name":"v"}]}"#, #"{"volumeMounts":[{"mountPath":"/b","name":"v"}]}"#,
            #"{"volumeMounts":[{"mountPath":"/a","name":"v"},{"mountPath":"/b","name":"v"}]}"#
        ),
        // Lists of plain values are replaced, finalizers are a set.
        (#"{"args":["a","b"]}"#, #"{"args":["c"]}"#, #"{"args":["c"]}"#),
        (#"{"finalizers":["a"]}"#, #"{"finalizers":["b","a"]}"#, #"{"finalizers":["a","b"]}"#),
        (
            #"{"finalizers":["a","b"]}"#, #"{"$deleteFromPrimitiveList/finalizers":["a"]}"#, #"{"finalizers":["b"]}"#
        ),
        (#"{"a":{"b":1,"c":2}}"#, #"{"a":{"b":null}}"#, #"{"a":{"c":2}}"#),
        (#"{"a":{"b":1,"c":2}}"#, #"{"a":{"$patch":"replace","d":3}}"#, #"{"a":{"d":3}}"#),
        (#"{"a":{"b":1},"c":2}"#, #"{"a":{"$patch":"delete"}}"#, #"{"c":2}"#),
        (
            #"{"containers":[{"name":"a"},{"name":"b"}]}"#,
            #"{"$setElementOrder/containers":[{"name":"c"},{"name":"b"},{"name":"a"}],"containers":[{"name":"c"}]}"#,
            #"{"containers":[{"name":"c"},{"name":"b"},{"name":"a"}]}"#
        ),
        // Requirements of a node selector term have no merge key: they are replaced.
        (#"{"tolerations":[{"key":"a"}]}"#, #"{"tolerations":[{"key":"b"}]}"#, #"{"tolerations":[{"key":"b"}]}"#),
        // An object where there was none loses its own nulls and directives.
        (#"{}"#, #"{"a":{"b":null,"c":1}}"#, #"{"a":{"c":1}}"#),
        (
            #"{}"#, #"{"containers":[{"$patch":"delete","name":"a"},{"name":"b","image":null}]}"#,
            #"{"containers":[{"name":"b"}]}"#
        ),
    ])
    func `a strategic merge patch applies`(_ document: String, _ patch: String, _ result: String) throws {
        let patched = try StrategicMerge.apply(try parsed(patch), to: try parsed(document))
        #expect(patched.means(try parsed(result)), "\(patched.text())")
    }

    @Test(arguments: [#"[]"#, #"{"a":{"$patch":"swap"}}"#, #"{"containers":[{"image":"x"}]}"#])
    func `a strategic merge patch that cannot be read is refused`(_ patch: String) throws {
        let patch = try parsed(patch)
        let error = #expect(throws: APIError.self) {
            try StrategicMerge.apply(patch, to: ["a": ["b": 1], "containers": [["name": "a"]]])
        }
        #expect(error?.code == 400)
    }
}
