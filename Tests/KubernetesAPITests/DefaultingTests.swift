import JSONTree
import Testing

@testable import KubernetesAPI

/// What a pod becomes, as a recorded API server (1.36) made it of the same input.
struct DefaultingTests {
    @Test func `a pod is defaulted and admitted as recorded`() throws {
        var pod = try parsed(
            #"""
            {"metadata":{"name":"my-pod","namespace":"default"},"spec":{"containers":[
            {"image":"registry.k8s.io/pause:3.10","name":"app"}],"initContainers":[
            {"image":"registry.k8s.io/pause:3.10","name":"init"}],"serviceAccountName":"my-sa"}}
            """#
        )
        ServiceAccountAdmission.setDefaultName(&pod)
        Defaulting.apply(to: &pod, as: .pods)
        ServiceAccountAdmission.admit(&pod, account: ["metadata": ["name": "my-sa"]], suffix: "hwfd5")
        let container = #"""
            "image":"registry.k8s.io/pause:3.10","imagePullPolicy":"IfNotPresent","resources":{},
            "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","volumeMounts":[
            {"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount","name":"kube-api-access-hwfd5","readOnly":true}]
            """#
        let recorded = try parsed(
            #"""
            {"containers":[{"name":"app",\#(container)}],"dnsPolicy":"ClusterFirst","enableServiceLinks":true,
            "initContainers":[{"name":"init",\#(container)}],"preemptionPolicy":"PreemptLowerPriority","priority":0,
            "restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"serviceAccount":"my-sa",
            "serviceAccountName":"my-sa","terminationGracePeriodSeconds":30,"tolerations":[
            {"effect":"NoExecute","key":"node.kubernetes.io/not-ready","operator":"Exists","tolerationSeconds":300},
            {"effect":"NoExecute","key":"node.kubernetes.io/unreachable","operator":"Exists","tolerationSeconds":300}],
            "volumes":[{"name":"kube-api-access-hwfd5","projected":{"defaultMode":420,"sources":[
            {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},
            {"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}},
            {"downwardAPI":{"items":[{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"},
            "path":"namespace"}]}}]}}]}
            """#
        )
        #expect(pod["spec"]?.means(recorded) == true, "\(pod["spec"]?.text() ?? "")")
    }

    @Test(arguments: [
        (JSON.null, JSON.null, true), (.null, false, false), (true, false, true), (false, .null, false),
        (false, true, false),
    ])
    func `the pod decides about its token, then its service account`(
        _ pod: JSON,
        _ account: JSON,
        _ mounts: Bool
    ) throws {
        var object: JSON = ["spec": ["containers": [["name": "a", "image": "x"]]]]
        var sa: JSON = ["metadata": ["name": "a"]]
        if pod != .null { object.set("spec", "automountServiceAccountToken", to: pod) }
        if account != .null { sa.set("automountServiceAccountToken", to: account) }
        ServiceAccountAdmission.admit(&object, account: sa, suffix: "abcde")
        #expect((object.at("spec", "volumes") != nil) == mounts)
        #expect((object.at("spec", "containers")?.array?.first?["volumeMounts"] != nil) == mounts)
    }

    @Test func `a container that mounts something there itself is left alone`() {
        let own: JSON = ["name": "own", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"]
        var pod: JSON = ["spec": ["containers": [["name": "a", "image": "x", "volumeMounts": [own]]]]]
        ServiceAccountAdmission.admit(&pod, account: ["metadata": ["name": "a"]], suffix: "abcde")
        #expect(pod.at("spec", "volumes") == nil)
        #expect(pod.at("spec", "containers")?.array?.first?["volumeMounts"] == [own])
    }

    @Test func `image pull secrets come from the service account`() {
        var pod: JSON = ["spec": ["containers": []]]
        let account: JSON = ["metadata": ["name": "a"], "imagePullSecrets": [["name": "s"]]]
        ServiceAccountAdmission.admit(&pod, account: account, suffix: "abcde")
        #expect(pod.at("spec", "imagePullSecrets") == [["name": "s"]])
    }

    @Test(arguments: [
        ("busybox", "Always"), ("busybox:latest", "Always"), ("busybox:1", "IfNotPresent"),
        ("registry:5000/busybox", "Always"), ("busybox@sha256:00", "IfNotPresent"),
    ])
    func `an image is pulled as its tag says`(_ image: String, _ policy: String) {
        var spec: JSON = ["containers": [["name": "a", "image": .string(image)]]]
        Defaulting.pod(&spec)
        #expect(spec["containers"]?.array?.first?["imagePullPolicy"] == .string(policy))
    }

    @Test func `a secret's texts become base64`() {
        var secret: JSON = [
            "metadata": ["name": "s"], "data": ["a": "YQ=="], "stringData": ["b": "bc", "c": "", "d": "def"],
        ]
        Defaulting.apply(to: &secret, as: .secrets)
        #expect(secret["data"] == ["a": "YQ==", "b": "YmM=", "c": "", "d": "ZGVm"])
        #expect(secret["stringData"] == nil)
        #expect(secret["type"] == "Opaque")
    }

    @Test func `a projected token lives an hour unless said otherwise`() {
        var spec: JSON = [
            "containers": [],
            "volumes": [["name": "t", "projected": ["sources": [["serviceAccountToken": ["path": "t"]]]]]],
        ]
        Defaulting.pod(&spec)
        let source = spec["volumes"]?.array?.first?.at("projected", "sources")?.array?.first
        #expect(source?.at("serviceAccountToken", "expirationSeconds") == 3600)
    }
}
