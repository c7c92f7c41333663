import Ambient
import JSONTree
import KubernetesAPI
import Store
import Testing

@testable import ControlPlane

/// The rows of the chart of `eks-pod-identity-agent`, as its daemon set here has them.
struct AgentDaemonSetTests {
    private func spec(_ configuration: String? = nil, region: String = "us-west-2") throws -> JSON {
        let addon = AddonRecord(
            account: "111122223333",
            region: region,
            clusterName: "myeks",
            name: "eks-pod-identity-agent",
            id: "00000000-0000-4000-8000-000000000000",
            version: "v1.3.10-eksbuild.2",
            configurationValues: configuration,
            createdAt: Timestamp(seconds: 1_795_480_200),
            modifiedAt: Timestamp(seconds: 1_795_480_200)
        )
        return try #require(AgentDaemonSet(addon: addon).json.at("spec"))
    }

    @Test func `the pod is as the chart has it`() throws {
        let spec = try spec()
        let pod = try #require(spec.at("template", "spec"))
        #expect(pod["hostNetwork"] == true)
        #expect(pod["automountServiceAccountToken"] == false)
        #expect(pod["priorityClassName"] == "system-node-critical")
        #expect(pod["tolerations"] == [["operator": "Exists"]])
        #expect(pod["terminationGracePeriodSeconds"] == 30)
        #expect(spec.at("updateStrategy", "rollingUpdate", "maxUnavailable") == "10%")
        let initial = try #require(pod["initContainers"]?.array?.first)
        #expect(initial["command"] == ["/go-runner", "/eks-pod-identity-agent", "initialize"])
        #expect(initial.at("securityContext", "privileged") == true)
        let main = try #require(pod["containers"]?.array?.first)
        #expect(main["command"] == ["/go-runner", "/eks-pod-identity-agent", "server"])
        #expect(main["args"] == ["--port", "80", "--cluster-name", "myeks", "--probe-port", "2703"])
        #expect(main.at("securityContext", "capabilities", "add") == ["CAP_NET_BIND_SERVICE"])
        #expect(main["env"] == [["name": "AWS_REGION", "value": "us-west-2"]])
        let ports = (main["ports"]?.array ?? []).map { ($0["name"]?.string ?? "", $0["containerPort"]) }
        #expect(ports.map(\.0) == ["proxy", "probes-port"])
        #expect(ports.map(\.1) == [80, 2703])
    }

    @Test(
        "probes have the chart's paths and times",
        arguments: [
            ("livenessProbe", "/healthz", 30, 3), ("readinessProbe", "/readyz", 1, 30),
        ]
    )
    func probes(_ name: String, _ path: String, _ delay: Int, _ failures: Int) throws {
        let main = try #require(try spec().at("template", "spec")?["containers"]?.array?.first)
        let probe = try #require(main[name])
        #expect(probe.at("httpGet", "host") == "localhost")
        #expect(probe.at("httpGet", "path") == .string(path))
        #expect(probe.at("httpGet", "port") == "probes-port")
        #expect(probe["initialDelaySeconds"] == .number(JSONNumber(delay)))
        #expect(probe["timeoutSeconds"] == 10)
        #expect(probe["failureThreshold"] == .number(JSONNumber(failures)))
    }

    @Test func `the pod stays off nodes that it cannot serve`() throws {
        let pod = try #require(try spec().at("template", "spec"))
        let terms = pod.at("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
        let rules = terms?["nodeSelectorTerms"]?.array?.first?["matchExpressions"]?.array ?? []
        #expect(
            rules.map { $0["key"] } == ["kubernetes.io/os", "kubernetes.io/arch", "eks.amazonaws.com/compute-type"]
        )
        #expect(rules.map { $0["operator"] } == ["In", "In", "NotIn"])
        #expect(rules.last?["values"] == ["fargate", "hybrid", "auto"])
    }

    @Test func `further arguments are a map: sorted, each key and value an item`() throws {
        let pod = try #require(
            try spec(
                """
                {"agent":{"additionalArgs":{"-b":"169.254.170.23","--rotate-credentials":"true","--max-service-qps":""}},
                "env":{"AWS_REGION":"eu-west-1","MODE":"x"},"podLabels":{"team":"a"},"podAnnotations":{"b":"c"},
                "tolerations":[],"nodeSelector":{"d":"e"},"resources":{"limits":{"memory":"64Mi"}}}
                """
            ).at("template")
        )
        let main = try #require(pod.at("spec", "containers")?.array?.first)
        let more: JSON = ["--max-service-qps", "--rotate-credentials", "true", "-b", "169.254.170.23"]
        #expect(main["args"]?.array?.suffix(5) == more.array?[...])
        #expect(
            main["env"] == [["name": "AWS_REGION", "value": "us-west-2"], ["name": "MODE", "value": "x"]]
        )
        #expect(pod.at("metadata", "labels", "team") == "a")
        #expect(pod.at("metadata", "annotations", "b") == "c")
        #expect(pod.at("spec", "tolerations") == [])
        #expect(pod.at("spec", "nodeSelector", "d") == "e")
        #expect(main.at("resources", "limits", "memory") == "64Mi")
    }
}
