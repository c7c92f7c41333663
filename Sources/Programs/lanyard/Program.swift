import Commands

/// The `lanyard` executable: parses its arguments and runs the command they name.
@main
enum Program {
    static func main() async {
        await Lanyard.start()
    }
}
