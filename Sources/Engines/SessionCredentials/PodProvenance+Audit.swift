package import JSONTree

extension PodProvenance {
    /// What an audit record says of the pod; never its token.
    package var audited: JSONObject {
        var object: JSONObject = ["namespace": .string(namespace), "serviceAccount": .string(serviceAccount)]
        if let podName { object["podName"] = .string(podName) }
        if let podUID { object["podUid"] = .string(podUID) }
        if let nodeName { object["nodeName"] = .string(nodeName) }
        if let tokenID { object["tokenId"] = .string(tokenID) }
        return object
    }
}
