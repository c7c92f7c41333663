import JSONTree
import PodIdentity
import Testing

@Suite struct PatchTests {
    @Test func `a role's patch, byte for byte`() throws {
        let patch = try inject(pod(metadata: #"{"name":"p"}"#)).patch.text()
        let expected = """
            [{"op":"add","path":"/spec/volumes","value":[{"name":"aws-iam-token","projected":{"sources":\
            [{"serviceAccountToken":{"audience":"sts.amazonaws.com","expirationSeconds":86400,"path":"token"}}]}}]},\
            {"op":"add","path":"/spec/containers","value":[{"name":"x","image":"i","env":[\
            {"name":"AWS_ROLE_ARN","value":"arn:aws:iam::111122223333:role/app"},\
            {"name":"AWS_WEB_IDENTITY_TOKEN_FILE",\
            "value":"/var/run/secrets/eks.amazonaws.com/serviceaccount/token"}],\
            "volumeMounts":[{"name":"aws-iam-token","readOnly":true,\
            "mountPath":"/var/run/secrets/eks.amazonaws.com/serviceaccount"}]}]}]
            """
        #expect(patch == expected)
    }

    @Test func `an association's patch, byte for byte`() throws {
        let patch = try inject(pod(), association).patch.text()
        let expected = """
            [{"op":"add","path":"/metadata/labels","value":{"eks.amazonaws.com/pod-identity":"enabled"}},\
            {"op":"add","path":"/spec/volumes","value":[{"name":"eks-pod-identity-token","projected":{"sources":\
            [{"serviceAccountToken":{"audience":"pods.eks.amazonaws.com","expirationSeconds":3600,\
            "path":"eks-pod-identity-token"}}]}}]},\
            {"op":"add","path":"/spec/containers","value":[{"name":"x","image":"i","env":[\
            {"name":"AWS_CONTAINER_CREDENTIALS_FULL_URI","value":"http://169.254.170.23/v1/credentials"},\
            {"name":"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",\
            "value":"/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token"}],\
            "volumeMounts":[{"name":"eks-pod-identity-token","readOnly":true,\
            "mountPath":"/var/run/secrets/pods.eks.amazonaws.com/serviceaccount"}]}]}]
            """
        #expect(patch == expected)
    }

    @Test(
        "operations, in order",
        arguments: [
            ("{}", "", false, ["/spec/volumes", "/spec/containers"]),
            ("{}", #""volumes":null"#, false, ["/spec/volumes", "/spec/containers"]),
            ("{}", #""volumes":[]"#, false, ["/spec/volumes/0", "/spec/containers"]),
            ("{}", #""volumes":[{"name":"v"}]"#, false, ["/spec/volumes/0", "/spec/containers"]),
            ("{}", #""volumes":[{"name":"aws-iam-token","emptyDir":{}}]"#, false, ["/spec/containers"]),
            ("{}", #""initContainers":[]"#, false, ["/spec/volumes", "/spec/containers"]),
            (
                "{}", #""initContainers":[{"name":"i"}]"#, false,
                ["/spec/volumes", "/spec/containers", "/spec/initContainers"]
            ),
            ("{}", "", true, ["/metadata/labels", "/spec/volumes", "/spec/containers"]),
            (#"{"labels":null}"#, "", true, ["/metadata/labels", "/spec/volumes", "/spec/containers"]),
            (
                #"{"labels":{}}"#, "", true,
                ["/metadata/labels/eks.amazonaws.com~1pod-identity", "/spec/volumes", "/spec/containers"]
            ),
        ]
    )
    func paths(metadata: String, spec: String, isAssociated: Bool, expected: [String]) throws {
        let injection = try inject(pod(metadata: metadata, spec: spec), isAssociated ? association : role)
        #expect(injection.paths == expected)
        #expect(injection.patch.array?.allSatisfy { $0["op"] == "add" } == true)
    }

    @Test(
        "environment and mounts of a role",
        arguments: [
            (
                "nothing yet", "",
                ["E", "D", "R", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
            (
                "others stay first", #""env":[{"name":"A","value":"1"}]"#,
                ["A", "E", "D", "R", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
            (
                "a role of its own: neither variable", #""env":[{"name":"AWS_ROLE_ARN","value":"r"}]"#,
                ["AWS_ROLE_ARN", "E", "D", "R"], ["aws-iam-token"]
            ),
            (
                "a token file of its own: neither variable",
                #""env":[{"name":"AWS_WEB_IDENTITY_TOKEN_FILE","valueFrom":{}}]"#,
                ["F", "E", "D", "R"], ["aws-iam-token"]
            ),
            (
                "AWS_REGION: no region", #""env":[{"name":"AWS_REGION","value":"r"}]"#,
                ["R", "E", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
            (
                "AWS_DEFAULT_REGION: no region", #""env":[{"name":"AWS_DEFAULT_REGION","value":"r"}]"#,
                ["D", "E", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
            (
                "its own endpoints", #""env":[{"name":"AWS_STS_REGIONAL_ENDPOINTS","value":"legacy"}]"#,
                ["E", "D", "R", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
            (
                "all of them: untouched, without a mount",
                #""env":[{"name":"AWS_ROLE_ARN"},{"name":"AWS_REGION"},{"name":"AWS_STS_REGIONAL_ENDPOINTS"}]"#,
                ["AWS_ROLE_ARN", "R", "E"], []
            ),
            (
                "the other way's variables do not count", #""env":[{"name":"AWS_CONTAINER_CREDENTIALS_FULL_URI"}]"#,
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "E", "D", "R", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
            (
                "a mount of the volume, wherever", #""volumeMounts":[{"name":"aws-iam-token","mountPath":"/t"}]"#,
                ["E", "D", "R", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
            (
                "other mounts stay first", #""volumeMounts":[{"name":"v","mountPath":"/v"}]"#,
                ["E", "D", "R", "AWS_ROLE_ARN", "F"], ["v", "aws-iam-token"]
            ),
            (
                "null lists", #""env":null,"volumeMounts":null"#,
                ["E", "D", "R", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
            (
                "envFrom is not looked into", #""envFrom":[{"configMapRef":{"name":"c"}}]"#,
                ["E", "D", "R", "AWS_ROLE_ARN", "F"], ["aws-iam-token"]
            ),
        ]
    )
    func containers(_ claim: String, container: String, environment: [String], mounts: [String]) throws {
        var settings = InjectionSettings()
        settings.defaultRegion = "eu-west-1"
        var identity = role
        identity.usesRegionalSTS = true
        let injection = try inject(pod(container: container), identity, settings)
        let short = [
            "AWS_STS_REGIONAL_ENDPOINTS": "E", "AWS_DEFAULT_REGION": "D", "AWS_REGION": "R",
            "AWS_WEB_IDENTITY_TOKEN_FILE": "F",
        ]
        #expect(
            injection.environment.map { $0.prefix { $0 != "=" } }.map { short[String($0)] ?? $0.description }
                == environment
        )
        #expect(injection.mounts.map { String($0.prefix { $0 != "@" }) } == mounts)
    }

    @Test(
        "skip-containers: one record of comma-separated values",
        arguments: [
            ("a", ["b", "c d", "i"]), ("a,b", ["c d", "i"]), ("a, b", ["b", "c d", "i"]),
            (#""a","c d""#, ["b", "i"]), (#""a"#, ["a", "b", "c d", "i"]), (#"a"b,c"#, ["a", "b", "c d", "i"]),
            ("", ["a", "b", "c d", "i"]), (#"a\nb"#, ["b", "c d", "i"]), ("i,c d", ["a", "b"]),
            ("a,", ["b", "c d", "i"]),
        ]
    )
    func skipping(annotation: String, touched: [String]) throws {
        let text = annotation.replacing("\"", with: "\\\"")
        let subject = """
            {"metadata":{"annotations":{"eks.amazonaws.com/skip-containers":"\(text)"}},
            "spec":{"initContainers":[{"name":"i"}],"containers":[{"name":"a"},{"name":"b"},{"name":"c d"}]}}
            """
        let injection = try inject(subject)
        #expect(injection.lacking.sorted() == touched.sorted())
        #expect(injection.operation("/spec/volumes") != nil)
    }

    @Test(
        "Windows pods find the token with backslashes; mounts stay as they are",
        arguments: [
            (#""nodeSelector":{"kubernetes.io/os":"windows"}"#, true),
            (#""nodeSelector":{"beta.kubernetes.io/os":"windows"}"#, true), (#""os":{"name":"windows"}"#, true),
            (#""nodeSelector":{"kubernetes.io/os":"linux"}"#, false), (#""nodeSelector":{}"#, false),
        ]
    )
    func windows(spec: String, isWindows: Bool) throws {
        let injection = try inject(pod(spec: spec))
        let path =
            isWindows
            ? #"C:\var\run\secrets\eks.amazonaws.com\serviceaccount\token"#
            : "/var/run/secrets/eks.amazonaws.com/serviceaccount/token"
        #expect(injection.environment.last == "AWS_WEB_IDENTITY_TOKEN_FILE=\(path)")
        #expect(injection.mounts == ["aws-iam-token@/var/run/secrets/eks.amazonaws.com/serviceaccount"])
    }

    @Test(
        "the token's path is cleaned, the mount's is not",
        arguments: [
            ("/a/b", "/a/b/token"), ("/a/b/", "/a/b/token"), ("//a//b", "/a/b/token"), ("/a/./c/../b", "/a/b/token"),
            ("rel", "rel/token"), ("/", "/token"),
        ]
    )
    func tokenPath(mountPath: String, expected: String) throws {
        var settings = InjectionSettings()
        settings.role.mountPath = mountPath
        let injection = try inject(pod(), role, settings)
        #expect(injection.environment.last == "AWS_WEB_IDENTITY_TOKEN_FILE=\(expected)")
        #expect(injection.mounts == ["aws-iam-token@\(mountPath)"])
    }

    @Test func `members nobody knows are kept, in containers too`() throws {
        let injection = try inject(pod(container: #""novel":{"a":[1.50,{"b":null}]},"resources":{}"#))
        let container = injection.operation("/spec/containers")?["value"]?.array?.first
        #expect(container?["novel"]?.text() == #"{"a":[1.50,{"b":null}]}"#)
        #expect(container?["resources"]?.text() == "{}")
    }

    @Test func `an empty audience is left out`() throws {
        var identity = role
        identity.audience = ""
        let volumes = try inject(pod(), identity).value("/spec/volumes")
        #expect(volumes?.contains(#"{"expirationSeconds":86400,"path":"token"}"#) == true)
    }

    @Test func `a patch that changes nothing is still one`() throws {
        let subject = pod(
            spec:
                #""volumes":[{"name":"aws-iam-token","projected":{"sources":[{"serviceAccountToken":{"path":"token"}}]}}]"#,
            container: #""env":[{"name":"AWS_ROLE_ARN"}],"volumeMounts":[{"name":"aws-iam-token"}]"#
        )
        let injection = try inject(subject)
        #expect(injection.paths == ["/spec/containers"])
        #expect(injection.lacking.isEmpty)
        #expect(injection.warnings.isEmpty)
    }

    @Test(
        "another mount at the token's path is refused",
        arguments: [
            ("/var/run/secrets/eks.amazonaws.com/serviceaccount", true),
            ("/var/run/secrets/eks.amazonaws.com//serviceaccount/", true),
            ("/var/run/secrets/eks.amazonaws.com", false), ("/data", false),
        ]
    )
    func clashes(mountPath: String, isRefused: Bool) throws {
        let subject = pod(container: #""volumeMounts":[{"name":"mine","mountPath":"\#(mountPath)"}]"#)
        guard isRefused else {
            _ = try inject(subject)
            return
        }
        let refusal = #expect(throws: PodRefusal.self) { try inject(subject) }
        #expect(refusal?.description.contains(#"container "x" mounts volume "mine""#) == true)
    }

    @Test func `a skipped container's mount does not clash`() throws {
        let path = InjectionSettings().role.mountPath
        _ = try inject(
            pod(
                metadata: #"{"annotations":{"eks.amazonaws.com/skip-containers":"x"}}"#,
                container: #""volumeMounts":[{"name":"mine","mountPath":"\#(path)"}]"#
            )
        )
    }

    @Test(
        "objects that are no pods are refused",
        arguments: [
            "null", "[]", "{}", #"{"spec":{"containers":{}}}"#, #"{"spec":{"containers":[1]}}"#,
            #"{"spec":{"containers":[{"env":3}]}}"#, #"{"spec":{"containers":[],"volumes":"v"}}"#,
        ]
    )
    func malformed(subject: String) {
        #expect(throws: PodRefusal.self) { try inject(subject) }
    }

    @Test(
        "containers of other users are hinted at",
        arguments: [
            ("", "", false), (#""securityContext":{"runAsUser":1000}"#, "", true),
            (#""securityContext":{"runAsUser":1000,"fsGroup":1}"#, "", false),
            (#""securityContext":{"runAsNonRoot":true}"#, "", true), (#""securityContext":{"runAsUser":0}"#, "", false),
            ("", #""securityContext":{"runAsUser":7}"#, true),
            (#""securityContext":{"runAsUser":1000}"#, #""securityContext":{"runAsUser":0}"#, false),
        ]
    )
    func users(spec: String, container: String, isHinted: Bool) throws {
        let warnings = try inject(pod(spec: spec, container: container)).warnings
        #expect(warnings.contains { $0.contains("fsGroup") } == isHinted)
    }

    @Test func `a foreign volume of the token's name is warned of`() throws {
        let warnings = try inject(pod(spec: #""volumes":[{"name":"aws-iam-token","emptyDir":{}}]"#)).warnings
        #expect(warnings.count == 1)
    }
}
