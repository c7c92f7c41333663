import NodeAgent

/// A pod's token that counts for an hour.
func podToken(_ name: String = "p", claims: String? = nil) -> String {
    PodTokenTests.text(
        #"{"alg":"RS256"}"#,
        claims ?? """
            {"aud":["pods.eks.amazonaws.com"],"exp":1800003600,"iat":1800000000,"iss":"https://i",
            "kubernetes.io":{"pod":{"name":"\(name)","uid":"\(name)-uid"}},"sub":"system:serviceaccount:ns:sa"}
            """
    )
}

/// What EKS Auth answers; credentials for six hours unless said otherwise.
func grant(
    expiration: String = "1800021600",
    arn: String = "arn:aws:sts::111122223333:assumed-role/r/s",
    association: String = #""podIdentityAssociation":{"associationId":"a-1"},"#
) -> FakeService.Answer {
    FakeService.Answer(
        headers: [("x-amzn-requestid", "r-1")],
        body: """
            {"subject":{},"audience":"pods.eks.amazonaws.com",\(association)
            "assumedRoleUser":{"arn":"\(arn)","assumeRoleId":"AROA:s"},
            "credentials":{"sessionToken":"tok","secretAccessKey":"sec","accessKeyId":"ASIA","expiration":\(expiration)}}
            """
    )
}

func refuse(_ status: Int, _ code: String, _ message: String = "no") -> FakeService.Answer {
    FakeService.Answer(
        status: status,
        headers: [("x-amzn-requestid", "r-1"), ("x-amzn-errortype", code)],
        body: #"{"message":"\#(message)"}"#
    )
}
