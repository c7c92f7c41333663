extension ProtobufBody {
    /// As much of a deployment as `kubectl create deployment` makes.
    static var deployment: [Int: (String, Shape)] {
        let port: Shape = .messages([
            1: ("name", .text), 3: ("containerPort", .number), 4: ("protocol", .text), 5: ("hostIP", .text),
        ])
        let container: Shape = .messages([
            1: ("name", .text), 2: ("image", .text), 3: ("command", .texts), 4: ("args", .texts),
            5: ("workingDir", .text), 6: ("ports", port),
            7: ("env", .messages([1: ("name", .text), 2: ("value", .text)])),
            14: ("imagePullPolicy", .text),
        ])
        let pod: Shape = .message([
            2: ("containers", container), 3: ("restartPolicy", .text), 7: ("nodeSelector", .map),
            8: ("serviceAccountName", .text), 20: ("initContainers", container),
        ])
        let selector: Shape = .message([1: ("matchLabels", .map)])
        let template: Shape = .message([1: ("metadata", metadata), 2: ("spec", pod)])
        let spec: Shape = .message([
            1: ("replicas", .number), 2: ("selector", selector), 3: ("template", template),
            4: ("strategy", .message([1: ("type", .text)])), 5: ("minReadySeconds", .number),
        ])
        return [1: ("metadata", metadata), 2: ("spec", spec), 3: ("status", .ignored)]
    }
}
