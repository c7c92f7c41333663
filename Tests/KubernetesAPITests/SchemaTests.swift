import JSONTree
import Testing

@testable import KubernetesAPI

struct SchemaTests {
    @Test func `every kind that is served is in the table, and every kind that a field names`() {
        for resource in APIResource.all {
            #expect(SchemaTable.all[resource.kind] != nil, "\(resource.kind)")
        }
        for schema in SchemaTable.all.values {
            #expect(!schema.fields.isEmpty, "\(schema.name)")
            for field in schema.fields {
                guard let kind = field.type.kind else { continue }
                #expect(SchemaTable.all[kind] != nil, "\(schema.name).\(field.name): \(kind)")
            }
        }
    }

    @Test(
        arguments: [
            ("Pod", "spec", "PodSpec", false), ("PodSpec", "containers", "[]v1.Container", true),
            ("PodSpec", "terminationGracePeriodSeconds", "int64", false),
            ("DeploymentSpec", "replicas", "int32", false),
            ("ResourceRequirements", "limits", "map[string]resource.Quantity", false),
            ("Secret", "data", "map[string][]uint8", false), ("ObjectMeta", "creationTimestamp", "v1.Time", false),
            ("RollingUpdateDeployment", "maxSurge", "intstr.IntOrString", false),
            ("MutatingWebhook", "sideEffects", "string", true), ("Event", "eventTime", "v1.MicroTime", false),
        ]
    )
    func `fields have the types of Kubernetes`(_ kind: String, _ name: String, _ type: String, _ isRequired: Bool) {
        let field = SchemaTable.all[kind]?.field(name)
        #expect(field?.type.goName.replacing("v1.PodSpec", with: "PodSpec") == type)
        #expect(field?.isRequired == isRequired)
    }

    /// `kubectl apply` makes patches by what the schemas say, and the server applies them by its own table.
    @Test func `lists are merged by the same keys as patches are applied`() throws {
        for schema in SchemaTable.all.values {
            for field in schema.fields {
                guard case .list(.object) = field.type else { continue }
                #expect(field.merging?.key == StrategicMerge.key(of: field.name), "\(schema.name).\(field.name)")
            }
        }
    }

    @Test func `the documents name every field with its type, and every reference leads somewhere`() throws {
        for group in [""] + APIResource.groups {
            let document = try JSON(
                parsing: OpenAPI.document(group: group),
                limits: JSONLimits(maximumBytes: 4 << 20, maximumDepth: 64, maximumValues: 100_000)
            )
            let schemas = try #require(document.at("components", "schemas")?.object)
            func references(_ json: JSON) -> [String] {
                switch json {
                case .object(let object):
                    object.members.flatMap { $0.key == "$ref" ? [$0.value.string ?? ""] : references($0.value) }
                case .array(let elements): elements.flatMap(references)
                default: []
                }
            }
            for reference in references(document) {
                let name = String(reference.split(separator: "/").last ?? "")
                #expect(schemas[name] != nil, "\(reference)")
            }
        }
        let core = try JSON(
            parsing: OpenAPI.document(group: ""),
            limits: JSONLimits(maximumBytes: 4 << 20, maximumDepth: 64, maximumValues: 100_000)
        )
        let pod = core.at("components", "schemas", "io.k8s.api.core.v1.PodSpec", "properties", "containers")
        #expect(pod?["type"] == "array")
        #expect(pod?["x-kubernetes-patch-merge-key"] == "name")
        #expect(pod?["x-kubernetes-patch-strategy"] == "merge")
        let old = String(decoding: OpenAPI2.document, as: UTF8.self)
        for words in [
            "#/definitions/io.k8s.api.core.v1.PodSpec", "x-kubernetes-patch-merge-key", "automountServiceAccountToken",
        ] {
            #expect(old.contains(words))
        }
    }
}

struct FieldCheckTests {
    private static func pod(_ container: JSON) -> JSON {
        ["metadata": ["name": "a", "labels": ["x": "1"]], "spec": ["containers": [container]]]
    }

    @Test(
        arguments: [
            (pod(["name": "a", "image": "b"]), []), (pod(["name": .null, "env": .null]), []),
            (["spec": ["contaners": []]], [#"unknown field "spec.contaners""#]),
            (["Spec": []], [#"unknown field "Spec""#]),
            (
                pod(["name": "a", "img": 1, "env": [["name": "A", "val": "x"]]]),
                [#"unknown field "spec.containers[0].img""#, #"unknown field "spec.containers[0].env[0].val""#]
            ),
            (
                ["spec": ["volumes": [["projected": ["sources": [["serviceAccountToken": ["expiration": 1]]]]]]]],
                [#"unknown field "spec.volumes[0].projected.sources[0].serviceAccountToken.expiration""#]
            ),
            (pod(["resources": ["limits": ["cpu": 1, "memory": "64Mi", "x": "1e3", "y": "-.5"]]]), []),
        ] as [(JSON, [String])]
    )
    func `unknown fields are told with their path, and dropped`(_ object: JSON, _ unknown: [String]) throws {
        let check = try FieldCheck(object, as: "Pod")
        #expect(check.unknown.sorted() == unknown.sorted())
        let left = try FieldCheck(check.object, as: "Pod")
        #expect(left.unknown.isEmpty)
        if unknown.isEmpty { #expect(check.object == object) }
    }

    @Test(
        arguments: [
            (
                "Deployment", ["spec": ["replicas": "two"]],
                "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
            ),
            (
                "Deployment", ["spec": ["replicas": 4_294_967_296]],
                "json: cannot unmarshal number 4294967296 into Go struct field DeploymentSpec.spec.replicas of type int32"
            ),
            ("Pod", ["spec": 3], "json: cannot unmarshal number into Go struct field Pod.spec of type v1.PodSpec"),
            (
                "Pod", ["spec": ["containers": ["name": "a"]]],
                "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container"
            ),
            (
                "Pod", pod(["env": [["name": "A", "value": 1]]]),
                "json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string"
            ),
            (
                "Pod", pod(["tty": "yes"]),
                "json: cannot unmarshal string into Go struct field Container.spec.containers.tty of type bool"
            ),
            (
                "Pod", ["metadata": ["labels": ["a": true]]],
                "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string"
            ),
            ("Pod", [1], "json: cannot unmarshal array into Go value of type v1.Pod"),
            (
                "Pod", pod(["resources": ["limits": ["cpu": "much"]]]),
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            ),
            (
                "Pod", pod(["resources": ["limits": ["memory": "64MB"]]]),
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            ),
            ("Pod", pod(["resources": ["limits": ["memory": "64mi"]]]), "unable to parse quantity's suffix"),
            (
                "Pod", pod(["livenessProbe": ["httpGet": ["port": true]]]),
                "json: cannot unmarshal bool into Go value of type int32"
            ),
            (
                "Pod", ["metadata": ["deletionTimestamp": "soon"]],
                #"parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006""#
            ),
            ("Secret", ["data": ["a": "!!"]], "illegal base64 data at input byte 0"),
            ("Secret", ["data": ["a": "YWJj="]], "illegal base64 data at input byte 4"),
        ] as [(String, JSON, String)]
    )
    func `a value of a wrong type is refused in the words of Go`(_ kind: String, _ object: JSON, _ words: String) {
        #expect(throws: FieldCheck.Mismatch(words: words)) { try FieldCheck(object, as: kind) }
    }
}
