import Testing

@testable import Commands

struct GoArgumentsTests {
    @Test(
        arguments: [
            (["webhook", "--in-cluster=false"], ["webhook", "--no-in-cluster"]),
            (["webhook", "--in-cluster=T"], ["webhook", "--in-cluster"]),
            (["webhook", "--in-cluster=perhaps"], ["webhook", "--in-cluster=perhaps"]),
            (["webhook", "--in-cluster="], ["webhook", "--in-cluster="]),
            (["webhook", "--aws-default-region="], ["webhook", "--aws-default-region", ""]),
            (["webhook", "--vmodule=", "--port=1"], ["webhook", "--vmodule", "", "--port=1"]),
            (["up", "--data="], ["up", "--data="]), (["webhook", "--", "x="], ["webhook", "--", "x="]),
        ]
    )
    func `arguments as Go programs take them are rewritten`(_ given: [String], _ taken: [String]) {
        #expect(GoArguments.rewritten(given) == taken)
    }
}
