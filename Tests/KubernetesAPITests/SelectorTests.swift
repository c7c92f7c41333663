import JSONTree
import Testing

@testable import KubernetesAPI

struct SelectorTests {
    private let labels: JSONObject = ["app": "web", "tier": "front", "empty": ""]

    @Test(arguments: [
        ("", true), ("app=web", true), ("app==web", true), ("app=api", false), ("app!=api", true), ("app!=web", false),
        ("absent!=x", true), ("app in (web, api)", true), ("app in (api)", false), ("app notin (api)", true),
        ("app notin (web)", false), ("absent notin (x)", true), ("app", true), ("absent", false), ("!absent", true),
        ("!app", false), ("app=web,tier in (front,back)", true), ("app=web,tier=back", false), ("empty=", true),
        ("app=", false), (" app = web ", true), ("absent in (x)", false), ("empty in ()", true),
        ("app=web,!absent", true),
    ])
    func `labels are selected`(_ text: String, _ selected: Bool) throws {
        #expect(try LabelSelector(parsing: text).selects(labels) == selected)
    }

    @Test(arguments: ["app in web", "app in (web", "app within (web)", "app=web,,tier=front", "a b", ","])
    func `a label selector that cannot be read is refused`(_ text: String) {
        let error = #expect(throws: APIError.self) { try LabelSelector(parsing: text) }
        #expect(error?.code == 400)
    }

    @Test(arguments: [
        (#"{}"#, true), (#"{"matchLabels":{"app":"web"}}"#, true), (#"{"matchLabels":{"app":"api"}}"#, false),
        (#"{"matchExpressions":[{"key":"app","operator":"In","values":["web"]}]}"#, true),
        (#"{"matchExpressions":[{"key":"app","operator":"NotIn","values":["web"]}]}"#, false),
        (#"{"matchExpressions":[{"key":"x","operator":"DoesNotExist"}]}"#, true),
        (#"{"matchExpressions":[{"key":"x","operator":"Exists"}]}"#, false),
        (#"{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"Exists"}]}"#, true),
    ])
    func `a selector object selects`(_ text: String, _ selected: Bool) throws {
        #expect(try LabelSelector(try parsed(text)).selects(labels) == selected)
    }

    @Test func `an unknown operator of a selector object is refused`() {
        let error = #expect(throws: APIError.self) {
            try LabelSelector(["matchExpressions": [["key": "a", "operator": "Like"]]])
        }
        #expect(error?.message == #""Like" is not a valid label selector operator"#)
    }

    @Test(arguments: [
        ("", true), ("metadata.name=p", true), ("metadata.name==p", true), ("metadata.name!=p", false),
        ("status.phase=Running", true), ("status.phase!=Running", false), ("spec.nodeName=", true),
        ("metadata.name=p,status.phase!=Pending", true), ("spec.nodeName!=n", true),
    ])
    func `fields are selected`(_ text: String, _ selected: Bool) throws {
        let pod: JSON = ["metadata": ["name": "p"], "status": ["phase": "Running"]]
        #expect(try FieldSelector(parsing: text, for: .pods).selects(pod) == selected)
    }

    @Test(arguments: [
        ("spec.image=x", "field label not supported: spec.image"), ("name", "invalid selector"),
    ])
    func `a field that cannot be selected by is refused`(_ text: String, _ words: String) {
        let error = #expect(throws: APIError.self) { try FieldSelector(parsing: text, for: .pods) }
        #expect(error?.code == 400)
        #expect(error?.message.contains(words) == true)
    }
}
