@echo off
rem Starts LesionLens from the folder of its jar: lesionlens SUBCOMMAND ... Written for Windows, not yet tried there.
rem At the first analysis it keeps the program's classes in an archive in the user's folder, so that later ones start
rem faster. Where the archive does not fit, Java goes on without it. LESIONLENS_JAVA_OPTIONS holds options for Java.
setlocal
set "JAR="
for %%F in ("%~dp0LesionLens_-*.jar") do set "JAR=%%~fF"
if not defined JAR (
  echo lesionlens: there is no LesionLens_-VERSION.jar in %~dp0: build it there, or start the launcher beside it 1>&2
  exit /b 2
)
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
set "CACHE=%LOCALAPPDATA%\lesionlens"
for %%F in ("%JAR%") do set "NAME=%%~zF-%%~tF"
set "NAME=%NAME:/=-%"
set "NAME=%NAME::=-%"
set "NAME=%NAME: =-%"
set "ARCHIVE=%CACHE%\classes-%NAME%.jsa"
set "SHARING="
if exist "%ARCHIVE%" (
  set SHARING="-XX:SharedArchiveFile=%ARCHIVE%" -Xlog:disable -Xlog:all=error:stderr
) else if "%~1"=="analyze" (
  if not exist "%CACHE%" mkdir "%CACHE%" 2>nul
  set SHARING="-XX:ArchiveClassesAtExit=%ARCHIVE%" -Xlog:disable -Xlog:all=error:stderr
)
rem Java's second compiler is asked for late, for what really runs long.
set "COMPILER=-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
"%JAVA%" %COMPILER% %SHARING% %LESIONLENS_JAVA_OPTIONS% "-XX:ErrorFile=%TEMP%\lesionlens-java-error-%%p.log" -jar "%JAR%" %*
exit /b %ERRORLEVEL%
